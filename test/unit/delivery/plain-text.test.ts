import { expect, test } from "vitest";
import { plainText } from "#src/delivery/plain-text.ts";

test("tags go, breaks and entities become what they mean, and a link is followed by its address", async () => {
  expect(await plainText("Your code is 123456.")).toBe("Your code is 123456.");
  expect(await plainText('Hi &lt;ada&gt;,<br>please <a href="http://127.0.0.1/x?a=1&amp;b=2">Verify</a>\nnow')).toBe(
    "Hi <ada>,\nplease Verify http://127.0.0.1/x?a=1&b=2\nnow",
  );
});

test.each(["<a ", '<a href="', "<", "<a>", "&", "<br", '<a href="x">', " "])("many times %j takes work in proportion", async (piece) => {
  const fastest = async (size: number): Promise<number> => {
    const html = piece.repeat(size / piece.length);
    const times: number[] = [];
    for (let round = 0; round < 5; round++) {
      // Of this process alone: how busy the machine is does not count.
      const before = process.cpuUsage();
      await plainText(html);
      const { user, system } = process.cpuUsage(before);
      times.push(user + system);
    }
    return Math.min(...times);
  };
  await fastest(10_000);
  // Four times the text: 4 in proportion, 16 by its square, 64 by its cube.
  expect((await fastest(40_000)) / (await fastest(10_000))).toBeLessThan(12);
});
