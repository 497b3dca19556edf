import type { Request } from "express";
import type { Context, Services } from "../context.ts";
import type { Client } from "../records/clients.ts";
import type { Domain } from "../records/domains.ts";
import type { Answer } from "../web/answer.ts";
import type { BrowserPlace } from "../web/browser-session.ts";
import { contextOfPage } from "../web/caller.ts";
import { cookiesOf } from "../web/cookies.ts";
import { type Form, isJsonRequest, queryOf, readForm, readJson } from "../web/form.ts";
import { type Place, placeOf } from "./place.ts";

/** One request to a hosted endpoint, read. */
export interface Call {
  readonly ctx: Context;
  readonly place: Place;
  /** What the path names. */
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Form;
  /** Of a POST; absent where its body is no form. */
  readonly form?: Form;
  /** The same where it is JSON. */
  readonly json?: unknown;
  readonly cookies: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

export type Endpoint = (call: Call) => Promise<Answer>;

export async function readCall(services: Services, request: Request): Promise<Call> {
  const { authorization, cookie } = request.headers;
  return {
    ctx: contextOfPage(services, request),
    place: await placeOf(services, request),
    path: request.params,
    query: queryOf(request),
    ...(request.method === "POST" && (isJsonRequest(request) ? { json: await readJson(request) } : { form: await readForm(request) })),
    cookies: cookiesOf(cookie),
    authorization,
  };
}

/** Where the browser's session with a pool is looked for. */
export const browserPlace = (
  { place, cookies }: Pick<Call, "place" | "cookies">,
  { poolId }: Pick<Client, "poolId">,
  { managedLoginVersion }: Domain,
): BrowserPlace => ({
  poolId,
  ownHost: place.own !== undefined,
  secure: place.secure,
  loginVersion: managedLoginVersion,
  cookies,
});
