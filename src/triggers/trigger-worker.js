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

/** A function that takes no callback and gives no promise has answered with what it gave. */
function run(handler, event, context) {
  return new Promise((done, failed) => {
    const callback = (error, result) => (error === null || error === undefined ? done(result) : failed(error));
    const returned = handler(event, { ...context, done: callback, succeed: done, fail: failed }, callback);
    if (typeof returned?.then === "function") returned.then(done, failed);
    else if (handler.length < 3) done(returned);
  });
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
