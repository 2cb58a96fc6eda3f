import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startLive } from "./live.ts";

interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: string }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  readonly send: (text: string) => void;
  readonly close: () => void;
}

const BEAT_MS = 15_000;
const LONGEST_WAIT_MS = 4_000;
let sockets: Socket[];
let page: EventTarget;
let end: () => void;
const onUnknown = vi.fn();
const onNotYours = vi.fn();

// What the browser has and Node has not.
beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  page = Object.assign(new EventTarget(), {
    location: { href: "http://sluice.test/" },
    setTimeout,
    clearTimeout,
  });
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => setTimeout(run));
  vi.stubGlobal("WebSocket", function connect(): Socket {
    const made = { onopen: null, onmessage: null, onclose: null, send: vi.fn(), close: vi.fn() };
    sockets.push(made);
    return made;
  });
  end = startLive({ workspaceId: "ws_a", onUnknown, onNotYours });
});
afterEach(() => {
  end();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const last = () => sockets.at(-1) as Socket;
const say = (message: object) => last().onmessage?.({ data: JSON.stringify(message) });
const becomeLive = () => {
  last().onopen?.();
  say({ type: "ready", beatMs: BEAT_MS });
};

test("a line that still beats is kept, and one that went silent is opened again", () => {
  becomeLive();
  for (let beat = 0; beat < 10; beat += 1) {
    vi.advanceTimersByTime(BEAT_MS);
    say({ type: "beat" });
  }
  expect(sockets).toHaveLength(1);
  vi.advanceTimersByTime(3 * BEAT_MS);
  expect(sockets.length).toBeGreaterThan(1);
  expect(sockets[0]?.close).toHaveBeenCalled();
});

test("a server that takes the line and says nothing is asked again", () => {
  last().onopen?.();
  vi.advanceTimersByTime(5_000 + LONGEST_WAIT_MS);
  expect(sockets.length).toBeGreaterThan(1);
});

test("back on a network, an open line is not believed in", () => {
  becomeLive();
  page.dispatchEvent(new Event("online"));
  expect(sockets).toHaveLength(2);
});

test.each([
  ["trouble of the server is waited out", 1013, [0, 0], 2],
  ["an ended session asks for signing in", 4401, [1, 0], 1],
  ["a lost workspace is told of", 4403, [0, 1], 1],
])("%s", (_what, code, told, opened) => {
  becomeLive();
  last().onclose?.({ code });
  vi.advanceTimersByTime(LONGEST_WAIT_MS);
  expect([onUnknown, onNotYours].map(({ mock }) => mock.calls.length)).toEqual(told);
  expect(sockets).toHaveLength(opened);
});
