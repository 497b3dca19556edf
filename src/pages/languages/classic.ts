import { en, type Texts } from "./en.ts";

/** The words of the classic pages, where they differ: those that people's tests look for. They have no other language. */
export const CLASSIC_TEXTS: Texts = {
  ...en,
  signInLead: "",
  forgotPassword: "Forgot your password?",
  newUser: "Need an account?",
  createAccount: "Sign up",
  signUpLead: "",
  policyLength: "Password must contain at least {count} characters",
  policyLower: "Password must contain a lower case letter",
  policyUpper: "Password must contain an upper case letter",
  policyNumber: "Password must contain a number",
  policySymbol: "Password must contain a special character or a space",
  policyEdges: "Password must not contain a leading or trailing space",
  resetTitle: "Forgot your password?",
  resetLead: "Enter your Username below and we will send a message to reset your password",
  emailPlaceholder: "name@host.com",
  usernamePlaceholder: "Username",
  passwordPlaceholder: "Password",
};
