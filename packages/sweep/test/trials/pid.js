// A trial that says which process it is, and then nothing more.
export default async ({ report }) => {
  await report(1, 1, { pid: process.pid });
  await new Promise((resolve) => setTimeout(resolve, 1e8));
};
