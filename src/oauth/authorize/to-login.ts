import { redirect } from "../../web/answer.ts";
import type { Step } from "./request.ts";

/** The pages take the same parameters, and look at them again. */
export const toLogin: Step = ({ call }) => redirect(`/login?${call.query.text}`);
