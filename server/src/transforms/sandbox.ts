import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { LIMITS, type Ran, type Reply, type Request } from "./sandbox-wire.ts";

/** Loading the interpreter, on a machine that is busy. */
const START_MS = 15_000;
const WATCH_MS = 100;
/** Threads that are kept although nothing is to be done. */
const KEPT = 4;

export type Input = Request["items"][number];

const TOO_LONG: Ran = {
  error: { message: "It took too long: look for a step that works on very much.", line: null },
};

/** One function in a thread of its own. */
export interface Sandbox {
  /** As many results as there was time for in about a second, at least one. Never throws. */
  run(items: readonly Input[]): Promise<readonly Ran[]>;
  /** Holds up this thread, for `LIMITS.wallMs` at most once the function is loaded. Never throws. */
  runNow(item: Input): Ran;
}

interface Live {
  readonly key: string;
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly counters: Int32Array;
  readonly waiting: Map<number, (reply: Reply | undefined) => void>;
  gone: boolean;
}

const live = new Map<string, Live>();
let lastId = 0;

/**
 * The sandbox of a module's source for `owner`, who shares it with nobody; the thread is started when it is first
 * used, and again when it had to be ended.
 */
export const sandboxOf = (source: string, owner: string): Sandbox => ({
  async run(items) {
    const thread = threadOf(source, owner);
    const reply = await new Promise<Reply | undefined>((resolve) => {
      const id = ask(thread, items);
      thread.waiting.set(id, resolve);
      thread.port.ref();
      watch(thread);
    });
    return reply?.results ?? [TOO_LONG];
  },
  runNow(item) {
    const thread = threadOf(source, owner);
    const id = ask(thread, [item]);
    if (!Atomics.load(thread.counters, 2)) Atomics.wait(thread.counters, 2, 0, START_MS);
    let until = Date.now() + LIMITS.wallMs;
    for (;;) {
      const answers = Atomics.load(thread.counters, 0);
      const done = Atomics.load(thread.counters, 1);
      for (let got = receiveMessageOnPort(thread.port); got; got = receiveMessageOnPort(thread.port)) {
        const reply = got.message as Reply;
        if (reply.id === id) return reply.results[0] as Ran;
        settle(thread, reply);
      }
      Atomics.wait(thread.counters, 0, answers, Math.max(0, Math.min(WATCH_MS, until - Date.now())));
      // What others asked for goes first.
      if (Atomics.load(thread.counters, 1) !== done) until = Math.max(until, Date.now() + LIMITS.wallMs);
      if (Date.now() >= until) {
        end(thread);
        return TOO_LONG;
      }
    }
  },
});

function ask(thread: Live, items: readonly Input[]): number {
  lastId += 1;
  thread.port.postMessage({ id: lastId, items } satisfies Request);
  return lastId;
}

function threadOf(source: string, owner: string): Live {
  const key = `${owner}\0${source}`;
  const known = live.get(key);
  live.delete(key);
  const thread = known ?? start(source, key);
  live.set(key, thread);
  for (const other of [...live.values()].slice(0, -KEPT)) if (other.waiting.size === 0) end(other);
  return thread;
}

function start(source: string, key: string): Live {
  const { port1, port2 } = new MessageChannel();
  const signal = new SharedArrayBuffer(12);
  const worker = new Worker(new URL("./sandbox-thread.ts", import.meta.url), {
    workerData: { source, port: port2, signal },
    transferList: [port2],
    env: {},
    execArgv: [],
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  const thread: Live = {
    key,
    worker,
    port: port1,
    counters: new Int32Array(signal),
    waiting: new Map(),
    gone: false,
  };
  worker.unref();
  worker.on("error", () => end(thread));
  worker.on("exit", () => end(thread));
  port1.on("message", (reply: Reply) => settle(thread, reply));
  port1.unref();
  return thread;
}

function settle(thread: Live, reply: Reply): void {
  thread.waiting.get(reply.id)?.(reply);
  thread.waiting.delete(reply.id);
  if (thread.waiting.size === 0) thread.port.unref();
}

/** What it was asked for and has not answered gets the answer that it took too long. */
function end(thread: Live): void {
  if (thread.gone) return;
  thread.gone = true;
  if (live.get(thread.key) === thread) live.delete(thread.key);
  void thread.worker.terminate();
  thread.port.close();
  for (const done of thread.waiting.values()) done(undefined);
  thread.waiting.clear();
}

/** Ends a thread that gets no further with what it is at. */
function watch(thread: Live): void {
  let seen = -1;
  let since = Date.now();
  let looks = 0;
  const timer = setInterval(() => {
    if (thread.gone || thread.waiting.size === 0) return clearInterval(timer);
    const at = Atomics.load(thread.counters, 1) + Atomics.load(thread.counters, 0);
    if (at !== seen) {
      seen = at;
      since = Date.now();
      looks = 0;
      return;
    }
    looks += 1;
    const patience = Atomics.load(thread.counters, 2) ? LIMITS.wallMs : START_MS;
    if (looks > 5 && Date.now() - since >= patience) end(thread);
  }, WATCH_MS);
}
