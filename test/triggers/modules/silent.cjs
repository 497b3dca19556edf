exports.handler = function (event, context, callback) {
  setTimeout(() => callback === context.done, 20);
};
