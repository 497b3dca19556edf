import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { type Browser, launchChromium, openPage, type Page } from "../support/chromium.ts";
import { expectAccessible, expectFitsPhone, SIZES } from "../support/good-page.ts";
import type { TestServer } from "../support/server.ts";

/** The console in a browser, for the tests of one file: a new profile for each test, and no complaint of the browser's left unread. */
export class ConsolePages {
  private browser!: Browser;
  page!: Page;
  private readonly complaints: string[] = [];
  /** The operations that the page called, in their order. */
  readonly calls: string[] = [];

  constructor(private readonly server: TestServer) {
    beforeAll(async () => {
      this.browser = await launchChromium();
    });
    beforeEach(() => this.open());
    afterEach(async () => {
      await this.page.context().close();
      expect(this.complaints.splice(0)).toEqual([]);
      this.calls.length = 0;
    });
    afterAll(() => this.browser.close());
  }

  async open(options: Parameters<Browser["newContext"]>[0] = {}): Promise<void> {
    await this.page?.context().close();
    this.page = await openPage(this.browser, { viewport: SIZES.desktop, ...options });
    this.page.on("pageerror", (error) => this.complaints.push(error.message));
    this.page.on("console", (message) => {
      // What the server refuses, the page tells by itself; what a mail tries in its frame is for its policy to complain about.
      if (/\/console\/mail(\.js)?$/.test(message.location().url)) return;
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) this.complaints.push(message.text());
    });
    this.page.on("request", (request) => {
      const target = request.headers()["x-amz-target"];
      if (target !== undefined) this.calls.push(target.split(".")[1]!);
    });
  }

  async visit(...parts: readonly string[]): Promise<void> {
    await this.page.goto(`${this.server.url}/#/${parts.map(encodeURIComponent).join("/")}`);
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole("button", { name, exact: typeof name === "string" }).click();
  }

  async fill(label: string | RegExp, value: string): Promise<void> {
    await this.page.getByRole("textbox", { name: label, exact: typeof label === "string" }).fill(value);
  }

  async follow(name: string): Promise<void> {
    await this.page.getByRole("link", { name, exact: true }).click();
  }

  async expectHeading(name: string): Promise<void> {
    await this.page.getByRole("heading", { name, exact: true }).waitFor();
  }

  /** What the page says has been done. */
  async expectSaid(words: string): Promise<void> {
    await this.page.getByRole("status").filter({ hasText: words }).waitFor();
  }

  async expectAlert(words: string | RegExp): Promise<void> {
    await this.page.getByRole("alert").filter({ hasText: words }).first().waitFor();
  }

  async expectText(words: string | RegExp): Promise<void> {
    await this.page.getByText(words).first().waitFor();
  }

  /** In light and dark, on a desktop and on a phone. `ROCKPOOL_SCREENSHOTS` names a folder to look at them. */
  async expectGoodPage(name: string): Promise<void> {
    const folder = process.env["ROCKPOOL_SCREENSHOTS"];
    for (const colorScheme of ["light", "dark"] as const) {
      await this.page.emulateMedia({ colorScheme });
      await expectAccessible(this.page);
      await expectFitsPhone(this.page);
      for (const [size, viewport] of folder ? Object.entries(SIZES) : []) {
        await this.page.setViewportSize(viewport);
        await this.page.screenshot({ path: `${folder}/console-${name}-${colorScheme}-${size}.png`, fullPage: true });
      }
      await this.page.setViewportSize(SIZES.desktop);
    }
  }
}
