// The measurements as Markdown: rates, limits, and targets with how far they are met.

import { availableParallelism, cpus } from "node:os";
import type { Measurements } from "./measured.ts";

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const BUSY = "the cores also carry HTTP, the contract's checks, the client and whatever else runs here";
const round = (value: number, digits = 0): string => value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d)(?<!\.\d*))/g, ",");
const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...rows.map(row)].join("\n");
/** Medians of the ratios within each round: what slows the machine down meets both sides of a ratio. */
const ratio = (above: readonly number[], below: readonly number[]): number => median(above.map((value, index) => value / below[index]!));

export function reportText(measured: Measurements): string {
  const { newcomers, load } = measured;
  return [
    `Node ${process.version}, ${availableParallelism()} cores of ${cpus()[0]?.model ?? "an unknown kind"}. Medians of ${measured.full.length} runs or more; client and server share the cores. Load average at the end: ${load.toFixed(1)} (the benchmark's own is about 2).`,
    operationTable(measured),
    `Each column holds, beside its users, ${newcomers} more for the first sign-ins, and whom the runs create.`,
    flowTable(measured),
    limitTable(measured),
    table(
      ["First call in a fresh process", "ms"],
      Object.entries(measured.firstCalls).map(([operation, times]) => [operation, round(median(times))]),
    ),
    memoryTable(measured),
    targetTable(measured),
  ].join("\n\n");
}

function operationTable({ sizes, operations }: Measurements): string {
  const head = ["Operation", ...sizes.flatMap((size) => [`/s at ${round(size)} users`, "server CPU ms"])];
  const rows = Object.entries(operations).map(([name, places]) => [
    name,
    ...places.flatMap(({ rates, cpu }) => [round(median(rates)), round(median(cpu), 2)]),
  ]);
  return table(head, rows);
}

function flowTable({ flows, limits }: Measurements): string {
  const signatures = median(limits["signaturesCpu"]!);
  const rows = Object.entries(flows).map(([flow, costs]) => [flow, round(median(costs), 2), round(median(costs) / signatures, 2)]);
  return table(["A whole sign-in, no password remembered", "server CPU ms", "times two RSA-2048 signatures"], rows);
}

function limitTable({ limits }: Measurements): string {
  const names = {
    express: "Express 5, express.json() and res.json(), echoing the answer of get user",
    http: "node:http, echoing the same",
    signatures1: "two RSA-2048 signatures, one core",
    signatures2: "two RSA-2048 signatures, both cores",
    power1: "one 3072-bit modular power, one core",
    power2: "one 3072-bit modular power, both cores",
  };
  const cpuOf = (key: string): string => (key.endsWith("1") ? round(median(limits[key.replace("1", "Cpu")]!), 2) : "");
  return table(
    ["The machine's limits", "/s", "CPU ms"],
    Object.entries(names).map(([key, name]) => [name, round(median(limits[key]!)), cpuOf(key)]),
  );
}

function memoryTable({ sizes, memory }: Measurements): string {
  const rows = (["before", "after"] as const).map((when) => [`${when} the runs`, ...memory[when].map((megabytes) => round(megabytes))]);
  return table(["Memory (RSS), MB", ...sizes.map((size) => `${round(size)} users`)], rows);
}

function targetTable(measured: Measurements): string {
  const { operations, limits } = measured;
  const ratesOf = (name: string, place = 0) => operations[name]![place]!.rates;
  const cpuOf = (name: string, place = 0) => operations[name]![place]!.cpu;
  // Each of the two kinds of sign-in took its own limits, in the order of the operations.
  const runs = ratesOf("refresh").length;
  const limitOf = (index: number) => ({
    signatures: limits["signatures2"]!.slice(index * runs, (index + 1) * runs),
    power: limits["power2"]!.slice(index * runs, (index + 1) * runs),
  });
  const [again, first] = [limitOf(0), limitOf(1)];
  const both = first.signatures.map((rate, index) => 1 / (1 / rate + 1 / first.power[index]!));
  const waits = measured.folding.map(({ quiet, folding }) => Math.max(0, folding - quiet));
  const rows = [
    target("start to first answer", median(measured.empty), { most: 400, unit: " ms" }),
    target("start with the most users", median(measured.full), { most: 3000, unit: " ms" }),
    target("slowest first call of an operation", Math.max(...Object.values(measured.firstCalls).map(median)), { most: 100, unit: " ms" }),
    target("get user, of bare Express", ratio(ratesOf("get user (AdminGetUser)"), limits["express"]!), { least: 0.6 }),
    target("sign in for the first time, of its cryptography on both cores", ratio(ratesOf("sign in, first time"), both), {
      least: 0.7,
      because: BUSY,
    }),
    target("sign in again, of its cryptography on both cores", ratio(ratesOf("sign in, again"), again.signatures), {
      least: 0.7,
      because: BUSY,
    }),
    target(
      "sign in for the first time, its cryptography's share of the server's CPU time",
      (median(limits["signaturesCpu"]!) + median(limits["powerCpu"]!)) / median(cpuOf("sign in, first time")),
      { least: 0.7 },
    ),
    target(
      "sign in again, its cryptography's share of the server's CPU time",
      median(limits["signaturesCpu"]!) / median(cpuOf("sign in, again")),
      { least: 0.7 },
    ),
    ...Object.keys(operations).map((name) =>
      target(
        `${name}: none to most users, times (by CPU time ${round(ratio(cpuOf(name, operations[name]!.length - 1), cpuOf(name)), 2)})`,
        ratio(ratesOf(name), ratesOf(name, operations[name]!.length - 1)),
        { most: 1.2 },
      ),
    ),
    target("SRP sign-in, times a password sign-in, by CPU time", median(measured.flows["SRP"]!) / median(measured.flows["password"]!), {
      most: 1.5,
      because: "SRP takes three modular powers and two requests, a password one of each, and both the same signatures",
    }),
    ...Object.entries(measured.remembering).map(([name, { rates, cpu }]) =>
      target(`${name}: with what recovery needs, times without (by CPU time ${round(median(cpu), 2)})`, median(rates), { most: 1.1 }),
    ),
    target("longest wait added by writing the file", median(waits), { most: 50, unit: " ms" }),
  ];
  const fold = median(measured.folding.map(({ seconds }) => seconds));
  const worst = (when: "quiet" | "folding") => round(median(measured.folding.map((run) => run[when])));
  const remark = `Writing the file of the most users took ${round(fold, 1)} s while requests went on; the longest wait was ${worst("quiet")} ms before it and ${worst("folding")} ms during it.`;
  return `${table(["Target", "measured", "wanted", "met"], rows)}\n\n${remark}`;
}

interface Wanted {
  readonly most?: number;
  readonly least?: number;
  readonly unit?: string;
  readonly because?: string;
}

function target(name: string, value: number, { most, least, unit = "", because }: Wanted): string[] {
  const digits = unit ? 0 : 2;
  const met = most === undefined ? value >= (least ?? -Infinity) : value <= most;
  const wanted = most === undefined ? `>= ${least}` : `<= ${most}${unit}`;
  const missed = `no, by ${round(Math.abs(value - (most ?? least ?? 0)), digits)}${unit}${because ? `; ${because}` : ""}`;
  return [name, `${round(value, digits)}${unit}`, wanted, met ? "yes" : missed];
}
