export const handler = async (event) => {
  console.log(`hello ${event.userName}`);
  return { ...event, response: { autoConfirmUser: true } };
};
