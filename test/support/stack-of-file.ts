import { afterAll } from "vitest";
import { type Stack, type StackOptions, startStack } from "./stack.ts";

/** The running product, for all tests of a file. */
export async function stackOfFile(options?: StackOptions): Promise<Stack> {
  const stack = await startStack(options);
  afterAll(stack.stop);
  return stack;
}
