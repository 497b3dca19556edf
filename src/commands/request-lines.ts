import type { RequestView, Rockpool } from "../index.ts";
import { createLog, type LogLevel } from "../runtime/log.ts";

interface Terminal {
  readonly isTTY?: boolean;
  hasColors?(): boolean;
  write(text: string): unknown;
}

/**
 * Tells every request that ends: one line for the eye on a terminal, a line of JSON elsewhere. From `info` on; with `debug`
 * also what the caller was told, and why. Below that nothing is read or written for it.
 */
export function showRequests({ control }: Pick<Rockpool, "control">, level: LogLevel, terminal: Terminal): void {
  if (level !== "info" && level !== "debug") return;
  const isVerbose = level === "debug";
  if (terminal.isTTY) {
    const isColored = terminal.hasColors?.() ?? false;
    control.watchRequests((request) => terminal.write(`${lineOf(request, { isVerbose, isColored })}\n`));
    return;
  }
  const log = createLog(level);
  control.watchRequests((request) => log.info(fieldsOf(request, isVerbose), "request"));
}

function fieldsOf(
  { operation, userPoolId, username, status, error, durationMs, message, reason }: RequestView,
  isVerbose: boolean,
): object {
  return { operation, userPoolId, username, status, error, durationMs, ...(isVerbose && { told: message, reason }) };
}

/** `12:00:00 SignUp us-east-1_AbCdEfGhI ada 400 UsernameExistsException 12 ms`, with a dash for what the request does not name. */
export function lineOf(request: RequestView, { isVerbose, isColored }: { isVerbose: boolean; isColored: boolean }): string {
  const { at, operation, userPoolId = "-", username = "-", status, error, durationMs, message, reason } = request;
  const paint = (code: number, text: string): string => (isColored ? `\x1b[${code}m${text}\x1b[0m` : text);
  const outcome = error === undefined ? `${status}` : `${status} ${printable(error)}`;
  const told = isVerbose ? [message, reason].filter((text) => text !== undefined).map((text) => `\n  ${printable(text)}`) : [];
  return [
    paint(DIM, at.slice(11, 19)),
    paint(BOLD, printable(operation)),
    printable(userPoolId),
    printable(username),
    paint(status >= 500 ? RED : status >= 400 ? YELLOW : GREEN, outcome),
    paint(DIM, `${durationMs} ms`) + told.join(""),
  ].join(" ");
}

const BOLD = 1;
const DIM = 2;
const RED = 31;
const GREEN = 32;
const YELLOW = 33;

const LONGEST = 500;

/** What a caller chose must not steer the terminal. */
const printable = (text: string): string => text.slice(0, LONGEST).replaceAll(/\p{C}+/gu, " ");
