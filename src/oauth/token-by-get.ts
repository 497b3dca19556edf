import { errorPageAnswer } from "../web/document.ts";
import type { Endpoint } from "./call.ts";

/** `GET /oauth2/token`: a page with 400 (measured on AWS). Assumption: its text. */
export const tokenByGet: Endpoint = async () => errorPageAnswer("Request method 'GET' not supported");
