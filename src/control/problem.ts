import { STATUS_CODES } from "node:http";

/** A request that is not carried out; answered as a problem document (RFC 9457). `detail` says what is wrong in one sentence. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail);
  }

  get document(): { type: string; title: string; status: number; detail: string } {
    return { type: "about:blank", title: STATUS_CODES[this.status] ?? "Error", status: this.status, detail: this.detail };
  }
}

export const badRequest = (detail: string): Problem => new Problem(400, detail);
export const unknownPool = (poolId: string): Problem => new Problem(404, `There is no user pool ${poolId}.`);
