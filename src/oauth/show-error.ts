import { errorPageAnswer } from "../web/document.ts";
import type { Endpoint } from "./call.ts";

/** `GET /error`: what went wrong before it was known where the user came from. */
export const showError: Endpoint = async ({ query }) => errorPageAnswer(query.values["error"] ?? "Something went wrong");

/** `GET /oauth2/token`: a page with 400 (measured on AWS). Assumption: its text. */
export const tokenByGet: Endpoint = async () => errorPageAnswer("Request method 'GET' not supported");
