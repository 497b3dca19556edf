import { onErrorPage } from "../errors.ts";
import type { Step } from "./request.ts";

export const namedClient: Step = ({ query }) => {
  if (query["client_id"] === undefined) throw onErrorPage("Required parameters missing");
  return undefined;
};
