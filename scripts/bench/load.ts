// The client, in a process of its own: keeps connections busy with ready-made requests and measures what comes back.
// Raw sockets and the least parsing that works, because it shares the machine's cores with the server.

import { connect } from "node:net";
import type { Job, Report } from "./measured.ts";
import { AUTHORIZATION } from "./rockpool.ts";

const LENGTH = /content-length: (\d+)/i;

/**
 * A job: { port, operation, body, connections, seconds | requests, base, first, step, modulo }. `%n` in the body becomes
 * base + (first + step * request) % modulo. Sends its report: { count, seconds, rate, median, worst, failed, complaint }; milliseconds.
 */
process.on("message", (job: Job) => void run(job).then((report) => process.send?.(report)));

interface State {
  readonly job: Job;
  next: number;
  readonly latencies: number[];
  failed: number;
  complaint?: string;
  open: number;
  readonly started: number;
  readonly until: number;
  ended: number;
}

function run(job: Job): Promise<Report> {
  const started = performance.now();
  const state: State = {
    job,
    next: 0,
    latencies: [],
    failed: 0,
    open: job.connections,
    started,
    ended: started,
    until: job.seconds ? started + job.seconds * 1000 : Infinity,
  };
  return new Promise((resolve) => {
    for (let index = 0; index < job.connections; index++) openConnection(state, () => resolve(reportOf(state)));
  });
}

function reportOf({ latencies, started, failed, complaint, ended }: State): Report {
  const seconds = (ended - started) / 1000;
  const sorted = latencies.sort((a, b) => a - b);
  return {
    count: sorted.length,
    seconds,
    rate: sorted.length / seconds,
    median: sorted[sorted.length >> 1] ?? 0,
    worst: sorted.at(-1) ?? 0,
    failed,
    complaint,
  };
}

function openConnection(state: State, allDone: () => void): void {
  const socket = connect(state.job.port, "127.0.0.1");
  socket.setNoDelay(true);
  let received = "";
  let sentAt = 0;
  const finish = () => {
    socket.destroy();
    state.ended = performance.now();
    if (--state.open === 0) allDone();
  };
  const send = () => {
    if (state.next >= (state.job.requests ?? Infinity) || performance.now() > state.until) return finish();
    sentAt = performance.now();
    socket.write(requestOf(state.job, state.next++));
  };
  socket.on("connect", send);
  socket.on("data", (chunk: Buffer) => {
    received += chunk.toString("latin1");
    const head = received.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(LENGTH.exec(received)?.[1] ?? 0);
    if (received.length < head + 4 + length) return;
    state.latencies.push(performance.now() - sentAt);
    if (!received.startsWith("HTTP/1.1 200")) complain(state, received);
    received = "";
    send();
  });
  socket.on("error", (error) => {
    complain(state, String(error));
    finish();
  });
}

function complain(state: State, text: string): void {
  state.failed += 1;
  state.complaint ??= text.slice(0, 600);
}

function requestOf({ operation, body, base = 0, first = 0, step = 1, modulo = Infinity }: Job, number: number): string {
  const text = body.replaceAll("%n", String(base + ((first + number * step) % modulo)));
  const api = operation ? `X-Amz-Target: AWSCognitoIdentityProviderService.${operation}\r\nAuthorization: ${AUTHORIZATION}\r\n` : "";
  const type = operation ? "application/x-amz-json-1.1" : "application/json";
  return `POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: ${type}\r\n${api}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
