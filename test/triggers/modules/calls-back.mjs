import { CognitoIdentityProviderClient, AdminUpdateUserAttributesCommand } from "@aws-sdk/client-cognito-identity-provider";

// Nothing but what Lambda gives a function: the endpoint comes from the environment.
const cognito = new CognitoIdentityProviderClient({});

export const handler = async (event) => {
  await cognito.send(new AdminUpdateUserAttributesCommand({ UserPoolId: event.userPoolId, Username: event.userName, UserAttributes: [{ Name: "nickname", Value: "Countess" }] }));
  return event;
};
