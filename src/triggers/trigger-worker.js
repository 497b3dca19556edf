// @ts-check
// Runs one function's module in a worker thread. Plain JavaScript, so that it also starts from the sources.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

/** @typedef {{ functionName: string, arn: string, requestId: string, deadline: number }} Invocation */
/** @typedef {(event: unknown, context: object, callback: (error: unknown, result?: unknown) => void) => unknown} Handler */

if (!parentPort) throw new Error("This runs in a worker thread only.");
const port = parentPort;
/** @type {Promise<Record<string, unknown> & { default?: { handler?: unknown } }> | undefined} */
let loading;

port.on("message", async (/** @type {Invocation & { event: unknown }} */ { event, ...invocation }) => {
  let outcome;
  try {
    loading ??= import(pathToFileURL(resolve(workerData.file)).href);
    const result = await run(handlerOf(await loading), event, contextOf(invocation));
    // Lambda knows values only as JSON.
    outcome = { kind: "returned", payload: JSON.parse(JSON.stringify(result ?? null)) };
  } catch (error) {
    outcome = { kind: "raised", message: messageOf(error) };
  }
  port.postMessage(outcome);
});

/**
 * @param {Record<string, unknown> & { default?: { handler?: unknown } }} module
 * @returns {Handler}
 */
function handlerOf(module) {
  const handler = module.handler ?? module.default?.handler ?? module.default;
  if (typeof handler !== "function") throw new Error(`${workerData.file} exports no function as handler or default`);
  return /** @type {Handler} */ (handler);
}

/**
 * A function that has no means to answer later has answered with what it gave; one that has nothing left to wait for has
 * answered nothing.
 * @param {Handler} handler
 * @param {unknown} event
 * @param {object} context
 */
function run(handler, event, context) {
  const { promise, done, failed } = pending();
  const callback = (/** @type {unknown} */ error, /** @type {unknown} */ result) =>
    error === null || error === undefined ? done(result) : failed(error);
  const idle = () => done(null);
  port.unref();
  process.once("beforeExit", idle);
  try {
    const returned = /** @type {any} */ (handler(event, { ...context, done: callback, succeed: done, fail: failed }, callback));
    if (typeof returned?.then === "function") returned.then(done, failed);
    // With a context it can still call `done`, as functions of the first years do.
    else if (handler.length < 2 || (handler.length === 2 && returned !== undefined)) done(returned);
  } catch (error) {
    failed(error);
  }
  return promise.finally(() => {
    process.off("beforeExit", idle);
    port.ref();
  });
}

function pending() {
  /** @type {(value: unknown) => void} */
  let done = () => {};
  /** @type {(reason: unknown) => void} */
  let failed = () => {};
  const promise = new Promise((resolve, reject) => ([done, failed] = [resolve, reject]));
  return { promise, done, failed };
}

const contextOf = (/** @type {Invocation} */ { functionName, arn, requestId, deadline }) => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: arn,
  memoryLimitInMB: "128",
  awsRequestId: requestId,
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: requestId,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

/** As Lambda's runtime words it. */
const messageOf = (/** @type {any} */ error) =>
  error instanceof Error || typeof error?.message === "string" ? error.message : String(error);
