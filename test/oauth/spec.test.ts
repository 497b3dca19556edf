import { describe, expect, test } from "vitest";
import { readOperations } from "#src/runtime/openapi.ts";
import { useTestServer } from "../support/server.ts";

const server = await useTestServer();

async function isServed(method: string, path: string): Promise<boolean> {
  const response = await fetch(server.url + path.replace("{userPoolId}", "us-east-1_Nobody"), {
    method: method.toUpperCase(),
    redirect: "manual",
  });
  return !(await response.text()).includes("did not understand the operation");
}

describe("spec/oauth.openapi.yaml", () => {
  test("names nothing that the server does not serve", async () => {
    expect(await isServed("get", "/nowhere")).toBe(false);
    const unserved: string[] = [];
    for (const { method, path } of (await readOperations("spec/oauth.openapi.yaml")).values())
      if (!(await isServed(method, path))) unserved.push(`${method} ${path}`);
    expect(unserved).toEqual([]);
  });
});
