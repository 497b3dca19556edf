import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    include: ["test/**/*.test.ts"],
    // Only against a test that never ends: a busy machine takes as long as it wants.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Two cores: more workers only make each other late.
    maxWorkers: 2,
    // The stock of keys is the user's, not for tests: no folder can be made here.
    env: { ROCKPOOL_KEY_STOCK: "off", XDG_CACHE_HOME: "/dev/null/cache" },
  },
});
