exports.handler = function (event, context) {
  setTimeout(() => context.done(null, { ...event, response: { ...event.response, autoConfirmUser: true } }), 20);
};
