import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "vitest";
import type { Page } from "./chromium.ts";

export const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 375, height: 740 } } as const;

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Nothing on the page keeps anybody out (axe-core). */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate<{ violations: Violation[] }>("axe.run(document, { resultTypes: ['violations'] })");
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`),
  ).toEqual([]);
}

/** Nothing sticks out of a phone's window. */
export async function expectFitsPhone(page: Page): Promise<void> {
  await page.setViewportSize(SIZES.phone);
  const [wide, inner] = await page.evaluate<[number, number]>("[document.documentElement.scrollWidth, window.innerWidth]");
  expect(wide, `the page ${page.url()} on a phone`).toBeLessThanOrEqual(inner);
  await page.setViewportSize(SIZES.desktop);
}
