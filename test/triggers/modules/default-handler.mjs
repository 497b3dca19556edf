let calls = 0;

// Says how often this copy of the module was called.
export default (event) => {
  calls += 1;
  throw new Error(`call ${calls}`);
};
