import { fileURLToPath } from "node:url";

export { DATA_DIR_IN_USE, PORT_IN_USE, UNSUPPORTED } from "./exit-codes.ts";
export { type Support, supportOf, thisMachine } from "./glibc.ts";

/** The program that hosts the embedded database: `node <path> --dir D --port P`. */
export const hostProgram = fileURLToPath(new URL("./host.ts", import.meta.url));
