import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { contract } from "@sluice/shared/contract";
import { renderManifest } from "./render-manifest.ts";

writeFileSync(fileURLToPath(new URL("../src/manifest.ts", import.meta.url)), renderManifest(contract));
