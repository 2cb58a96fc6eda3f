import { defineConfig } from "vitest/config";
import type {} from "./server/src/testing/global-setup.ts";

const everywhere = ["{shared,client,server,inngest,web}/src/**", "{test,scripts,bench}/**"];
const globalSetup = ["server/src/testing/global-setup.ts"];

/** Long enough for a browser and axe on a machine that does much else. */
const throughTheProduct = { globalSetup, testTimeout: 240_000, hookTimeout: 120_000 };

/** They look at times and memory. */
const ALONE = "test/survival/{hostile,outages,poison}.e2e.test.ts";
/** Also where Vitest would leave one core of two to itself. */
const maxWorkers = 2;

/** Test files are sorted by their suffix: pure, against a real database, through the running product. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: everywhere.map((folder) => `${folder}/*.test.ts`),
          exclude: ["**/node_modules/**", "**/*.{int,e2e}.test.ts"],
          maxWorkers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "int",
          include: everywhere.map((folder) => `${folder}/*.int.test.ts`),
          exclude: ["**/node_modules/**"],
          globalSetup,
          testTimeout: 20_000,
          hookTimeout: 30_000,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "e2e",
          include: everywhere.map((folder) => `${folder}/*.e2e.test.ts`),
          exclude: ["**/node_modules/**", ALONE],
          ...throughTheProduct,
          // Two of Inngest's dev servers would take each other's ports, two stacks on one server each other's events.
          maxWorkers: ["dev", "inngest"].includes(process.env.SLUICE_TEST_ENGINE ?? "") ? 1 : maxWorkers,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "alone",
          include: [ALONE],
          ...throughTheProduct,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
