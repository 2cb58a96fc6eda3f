import { readFileSync } from "node:fs";
import { contract } from "@sluice/shared/contract";
import { expect, test } from "vitest";
import { renderManifest } from "../scripts/render-manifest.ts";

test("the manifest is made from the contract as it is now: else run `npm run generate -w client`", () => {
  const written = readFileSync(new URL("./manifest.ts", import.meta.url), "utf8");
  expect(written).toBe(renderManifest(contract));
});
