import { afterAll } from "vitest";
import { type Stack, startStack } from "./stack.ts";

/** The running product, for all tests of a file. */
export async function stackOfFile(): Promise<Stack> {
  const stack = await startStack();
  afterAll(stack.stop);
  return stack;
}
