import { CognitoError } from "#generated/errors.ts";
import type { Endpoint } from "../oauth/call.ts";
import { confirmByLink } from "../services/sign-up/index.ts";
import { errorNotice } from "./error-page.ts";
import { noticePage } from "./notice-page.ts";

/** `GET /confirmUser`: where the link of a verification by link leads. Following it confirms the user. */
export const confirmUser: Endpoint = async (call) => {
  const { client_id: clientId, user_name: username, confirmation_code: code } = call.query.values;
  if (!clientId || !username || !code) return errorNotice(call, "Required parameters missing");
  try {
    await confirmByLink(call.ctx, { clientId, username, code });
  } catch (error) {
    if (!(error instanceof CognitoError)) throw error;
    return errorNotice(call, error.message);
  }
  return noticePage(call, {
    status: 200,
    view: (texts) => ({ page: "confirmed", heading: texts.confirmedTitle, notice: texts.confirmedByLink }),
  });
};
