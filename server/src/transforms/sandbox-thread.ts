import { workerData } from "node:worker_threads";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSHandle,
  type QuickJSSyncVariant,
} from "quickjs-emscripten-core";
import { RUNNER } from "./sandbox-runner.ts";
import {
  type Failure,
  LIMITS,
  type Ran,
  type Reply,
  type Request,
  type SandboxData,
} from "./sandbox-wire.ts";

/**
 * The thread of one function: QuickJS, given nothing of the host's. Each document is shaped by the memory as it was
 * right after the function was loaded, so no call sees what another has left.
 */

/** No part of the types of Node. */
declare const WebAssembly: { Memory: new (pages: { initial: number; maximum: number }) => Memory };
interface Memory {
  readonly buffer: ArrayBuffer;
}

const PAGE = 4096;
const { source, port, signal } = workerData as SandboxData;
const counters = new Int32Array(signal);
let run = await load();

async function load(): Promise<(document: string, event: string) => Ran> {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: LIMITS.memoryPages });
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant as unknown as QuickJSSyncVariant, { wasmMemory: memory as never }),
  );
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(LIMITS.stackBytes);
  let ticks = 0;
  runtime.setInterruptHandler(() => {
    ticks += 1;
    return ticks > LIMITS.ticks;
  });
  const context = runtime.newContext();
  const text = (handle: QuickJSHandle) => {
    const value = context.getString(handle);
    handle.dispose();
    return value;
  };
  const prepare = context.unwrapResult(context.evalCode(RUNNER, "runner.js"));
  const stack = stackOf(memory);
  const loaded = context.evalCode(source, "transform.js", { type: "module" });
  if (loaded.error) return failing({ error: described(context.dump(loaded.error)) });
  const main = context.getProp(loaded.value, "default");
  const isFunction = context.typeof(main) === "function";
  if (!isFunction)
    return failing({ error: { message: "It needs to export a function as its default.", line: null } });
  const runner = context.unwrapResult(context.callFunction(prepare, context.undefined, main));
  context.newString("").dispose();
  const before = snapshot(memory, stack);

  return (document, event) => {
    ticks = 0;
    let result: Ran;
    try {
      const [first, second] = [context.newString(document), context.newString(event)];
      const called = context.callFunction(runner, context.undefined, first, second);
      result = called.error ? { error: described(context.dump(called.error)) } : told(text(called.value));
      first.dispose();
      second.dispose();
      if (called.error) called.error.dispose();
    } catch (error) {
      const message = `It could not be run: ${error instanceof Error ? error.message : String(error)}`;
      return { error: { message, line: null }, broken: true };
    }
    before.restore();
    return result;
  };
}

/** Places of the pages that hold anything. */
function usedPages(bytes: Uint8Array): number[] {
  const used: number[] = [];
  for (let at = 0; at < bytes.length; at += PAGE)
    if (bytes.subarray(at, at + PAGE).some((byte) => byte !== 0)) used.push(at);
  return used;
}

/**
 * The stack, which lies between the data and the heap: the largest part that holds nothing. Looked for before the
 * function is there, which could make a larger one.
 */
function stackOf(memory: Memory): { readonly from: number; readonly to: number } {
  const used = usedPages(new Uint8Array(memory.buffer));
  let [from, to] = [0, 0];
  for (const [index, at] of used.entries()) {
    const next = used[index + 1] ?? at;
    if (next - at > to - from) [from, to] = [at, next];
  }
  return { from: from + 2 * PAGE, to };
}

/**
 * What is in use but for the stack: all of the data, and all of the heap, whether it holds anything or not. Of memory
 * past the heap's end nothing is ever taken to be empty.
 */
function snapshot(memory: Memory, stack: { readonly from: number; readonly to: number }) {
  const bytes = new Uint8Array(memory.buffer);
  const end = (usedPages(bytes).at(-1) as number) + PAGE;
  const data = bytes.slice(0, stack.from);
  const heap = bytes.slice(stack.to, end);
  return {
    restore() {
      const now = new Uint8Array(memory.buffer);
      now.set(data);
      now.set(heap, stack.to);
    },
  };
}

/** What the runner says: a document, none, or an error. */
function told(said: string): Ran {
  if (said === "N") return { document: null };
  return said[0] === "D" ? { document: said.slice(1) } : { error: plain(JSON.parse(said.slice(1))) };
}

function failing({ error }: Ran): () => Ran {
  return () => ({ error: error as Failure, isLoaded: false });
}

function described(thrown: unknown): Failure {
  if (typeof thrown !== "object" || thrown === null) return { message: String(thrown), line: null };
  const { name, message, stack, lineNumber } = thrown as Record<string, unknown>;
  const line = Number(/transform\.js:(\d+)/.exec(String(stack))?.[1] ?? lineNumber) || null;
  return plain({ message: `${name}: ${message}`, line });
}

/** The interpreter's own words, said to people. */
function plain({ message, line }: Failure): Failure {
  if (message === "InternalError: interrupted")
    return { message: "It took too long: look for a loop without an end.", line };
  if (message === "InternalError: out of memory")
    return { message: "It took more memory than it may have.", line };
  if (message === "InternalError: stack overflow")
    return { message: "It calls itself too deeply, or returns what is nested too deeply.", line };
  return { message: message.slice(0, LIMITS.message), line };
}

function answer(reply: Reply): void {
  port.postMessage(reply);
  Atomics.add(counters, 0, 1);
  Atomics.notify(counters, 0);
}

async function take({ id, items }: Request): Promise<void> {
  const started = performance.now();
  const results: Ran[] = [];
  for (const [document, event] of items) {
    if (results.length > 0 && performance.now() - started > LIMITS.batchMs) break;
    const result = run(document, event);
    if (result.broken) run = await load();
    results.push(result);
    Atomics.add(counters, 1, 1);
  }
  answer({ id, results });
}

let queue: Promise<void> = Promise.resolve();
port.on("message", (request: Request) => {
  queue = queue.then(() => take(request));
});
Atomics.store(counters, 2, 1);
Atomics.notify(counters, 2);
