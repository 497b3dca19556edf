import { describe, expect, test } from "vitest";
import { readOperations } from "#src/runtime/openapi.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

describe("spec/oauth.openapi.yaml", () => {
  test("names nothing that the server does not serve", async () => {
    const unserved: string[] = [];
    for (const { method, path } of (await readOperations("spec/oauth.openapi.yaml")).values()) {
      const response = await fetch(server.url + path.replace("{userPoolId}", "us-east-1_Nobody"), {
        method: method.toUpperCase(),
        redirect: "manual",
      });
      const text = await response.text();
      if (text.includes("did not understand the operation")) unserved.push(`${method} ${path}`);
    }
    expect(unserved).toEqual([]);
  });
});
