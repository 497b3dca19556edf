export const handler = async (event, context) => ({
  ...event,
  response: { ...event.response, autoConfirmUser: event.userName.endsWith("-yes") && context.functionName === "Async" && context.getRemainingTimeInMillis() > 0 },
});
