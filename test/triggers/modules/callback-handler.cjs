exports.handler = function (event, context, callback) {
  if (event.userName.endsWith("-text")) callback("as a text");
  else if (event.userName.endsWith("-error")) callback(new Error("as an error"));
  else setImmediate(() => callback(null, { ...event, response: { ...event.response, autoConfirmUser: true } }));
};
