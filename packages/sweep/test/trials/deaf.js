// A trial that does not look at its signal.
export default async ({ report }) => {
  await report(1, 1);
  await new Promise((resolve) => setTimeout(resolve, 1e8));
};
