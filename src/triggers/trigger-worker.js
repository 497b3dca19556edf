// Runs one function's module in a worker thread. Plain JavaScript, so that it also starts from the sources.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

let loading;

parentPort.on("message", async ({ event, ...invocation }) => {
  let outcome;
  try {
    loading ??= import(pathToFileURL(resolve(workerData.file)).href);
    const result = await run(handlerOf(await loading), event, contextOf(invocation));
    // Lambda knows values only as JSON.
    outcome = { kind: "returned", payload: JSON.parse(JSON.stringify(result ?? null)) };
  } catch (error) {
    outcome = { kind: "raised", message: messageOf(error) };
  }
  parentPort.postMessage(outcome);
});

function handlerOf(module) {
  const handler = module.handler ?? module.default?.handler ?? module.default;
  if (typeof handler !== "function") throw new Error(`${workerData.file} exports no function as handler or default`);
  return handler;
}

/** A function that has no means to answer later has answered with what it gave; one that has nothing left to wait for has answered nothing. */
function run(handler, event, context) {
  const { promise, done, failed } = pending();
  const callback = (error, result) => (error === null || error === undefined ? done(result) : failed(error));
  const idle = () => done(null);
  parentPort.unref();
  process.once("beforeExit", idle);
  try {
    const returned = handler(event, { ...context, done: callback, succeed: done, fail: failed }, callback);
    if (typeof returned?.then === "function") returned.then(done, failed);
    // With a context it can still call `done`, as functions of the first years do.
    else if (handler.length < 2 || (handler.length === 2 && returned !== undefined)) done(returned);
  } catch (error) {
    failed(error);
  }
  return promise.finally(() => {
    process.off("beforeExit", idle);
    parentPort.ref();
  });
}

function pending() {
  let done, failed;
  const promise = new Promise((resolve, reject) => ([done, failed] = [resolve, reject]));
  return { promise, done, failed };
}

const contextOf = ({ functionName, arn, requestId, deadline }) => ({
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
const messageOf = (error) => (error instanceof Error || typeof error?.message === "string" ? error.message : String(error));
