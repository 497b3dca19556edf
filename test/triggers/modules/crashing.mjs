export const handler = (event) => {
  if (event.userName === "exit") process.exit(3);
  if (event.userName === "later") setImmediate(() => { throw new Error("thrown later"); });
  return new Promise(() => {});
};
