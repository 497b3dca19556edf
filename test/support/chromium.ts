import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { findTool } from "./tools.ts";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export const chromiumTool = findTool("Chromium", CHROMIUM, ["--version"]);

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Only against a browser that never answers; below the tests' own limit, so that what was waited for is named. */
const PATIENCE_MS = 120_000;

/** Tells a browser whom to trust. */
const certutil = findTool("certutil of NSS", "sh", ["-c", "command -v certutil"]);

/** A browser that is told to trust the server's authority. */
export const trustingChromium = {
  missing: chromiumTool.missing || certutil.missing,
  suite: (name: string): string => chromiumTool.suite(certutil.suite(name)),
};

/** `trust`: a file with a certificate (PEM) of an authority that the browser is to trust beside its own. */
export const launchChromium = (trust?: string): Promise<Browser> =>
  chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: QUIET,
    timeout: PATIENCE_MS,
    ...(trust !== undefined && { env: { ...process.env, HOME: homeTrusting(trust) } }),
  });

/** A home folder as Chromium looks for trusted certificates in on Linux. */
function homeTrusting(certificate: string): string {
  const home = mkdtempSync(join(tmpdir(), "rockpool-home-"));
  const database = join(home, ".pki", "nssdb");
  mkdirSync(database, { recursive: true });
  execFileSync("certutil", ["-d", `sql:${database}`, "-N", "--empty-password"]);
  execFileSync("certutil", ["-d", `sql:${database}`, "-A", "-t", "C,,", "-n", "rockpool", "-i", certificate]);
  return home;
}

/** A page in a browser profile of its own. */
export async function openPage(browser: Browser, options?: Parameters<Browser["newContext"]>[0]): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MS);
  return context.newPage();
}

/** An authenticator of the page's own, whose user is always there and willing. */
export async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

export type { Browser, Page };
