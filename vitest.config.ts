import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "happy-dom",
    include: ["islands/**/*.test.ts", "alongside/**/islands/**/*.test.ts"],
    restoreMocks: true,
    pool: "threads",
    poolOptions: { threads: { maxThreads: 2 } },
  },
});
