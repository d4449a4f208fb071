export const trial = () => {};
