import { useEffect, useRef } from "react";
import { createStore, useStore } from "./store.ts";

const RETRY_MS = 500;
/** Of those who look at the page, nobody waits longer for it to be live again. */
const RETRY_MAX_MS = 4_000;
/** For each step until the line is live. */
const CONNECT_MS = 5_000;
/** The server's codes: not signed in any more; signed in, but not of this workspace any more. */
const UNKNOWN = 4401;
const NOT_YOURS = 4403;

export type LiveState = "connecting" | "live" | "reconnecting" | "off";

/** What the server tells: something about `jobId` changed, or about the thing `id` of the kind `type`. `resumed` is ours: after a gap anything may have. */
export interface LiveMessage {
  readonly type: string;
  readonly jobId?: string;
  readonly id?: string;
}

/** `*` hears all; `job:<id>` what is about that job; any other name is the `type` of a message. */
export type Topic = "*" | `job:${string}` | (string & {});

type Listener = (messages: readonly LiveMessage[]) => void;

const state = createStore<LiveState>("off");
const listeners = new Map<Listener, Topic>();
let waiting: LiveMessage[] = [];
let isDue = false;
let socket: WebSocket | undefined;
let retry: number | undefined;
let silence: number | undefined;
let beatMs = Number.POSITIVE_INFINITY;
let failures = 0;
let wasLive = false;
let options: LiveOptions | undefined;

export interface LiveOptions {
  /** What is heard is of this workspace; the session's cookie says who listens. */
  readonly workspaceId: string;
  readonly onUnknown: () => void;
  readonly onNotYours: () => void;
}

export const hears = (topic: Topic, message: LiveMessage): boolean =>
  topic === "*" ||
  message.type === "resumed" ||
  topic === message.type ||
  (message.jobId !== undefined && topic === `job:${message.jobId}`);

function deliver(): void {
  isDue = false;
  const batch = waiting;
  waiting = [];
  for (const [listener, topic] of [...listeners]) {
    const heard = batch.filter((message) => hears(topic, message));
    if (heard.length > 0) listener(heard);
  }
}

function take(message: LiveMessage): void {
  waiting.push(message);
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(deliver);
}

function receive(text: string): void {
  const message = JSON.parse(text) as LiveMessage & { readonly beatMs?: number };
  if (message.type === "ready") beatMs = message.beatMs ?? Number.POSITIVE_INFINITY;
  expectWithin(2 * beatMs + CONNECT_MS);
  if (message.type === "beat") return;
  if (message.type !== "ready") {
    take(message);
    return;
  }
  failures = 0;
  state.set("live");
  if (wasLive) take({ type: "resumed" });
  wasLive = true;
}

function open(): void {
  retry = undefined;
  const opened = options;
  if (!opened || document.hidden) return;
  state.set(wasLive ? "reconnecting" : "connecting");
  const url = new URL("/api/realtime", window.location.href);
  url.protocol = url.protocol.replace("http", "ws");
  const current = new WebSocket(url);
  socket = current;
  expectWithin(CONNECT_MS);
  current.onopen = () => {
    expectWithin(CONNECT_MS);
    current.send(JSON.stringify({ type: "auth", workspaceId: opened.workspaceId }));
  };
  current.onmessage = ({ data }) => receive(String(data));
  current.onclose = ({ code }) => {
    close();
    if (code !== UNKNOWN && code !== NOT_YOURS) return openLater();
    state.set("off");
    if (code === UNKNOWN) opened.onUnknown();
    else opened.onNotYours();
  };
}

function openLater(): void {
  state.set("reconnecting");
  const wait = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** failures++);
  retry = window.setTimeout(open, wait * (0.5 + Math.random() / 2));
}

/** A line that is silent for longer is dead, whatever the browser believes: its closing may take minutes. */
function expectWithin(ms: number): void {
  window.clearTimeout(silence);
  if (ms === Number.POSITIVE_INFINITY) return;
  silence = window.setTimeout(() => {
    close();
    openLater();
  }, ms);
}

function close(): void {
  window.clearTimeout(retry);
  window.clearTimeout(silence);
  retry = undefined;
  if (!socket) return;
  socket.onopen = socket.onmessage = socket.onclose = null;
  socket.close();
  socket = undefined;
}

/** The server answers: what keeps it from being live is over, and waiting for it too. */
export function nudgeLive(): void {
  if (retry === undefined || document.hidden) return;
  window.clearTimeout(retry);
  open();
}

function restOrOpen(): void {
  if (document.hidden) close();
  else if (!socket) reopen();
}

/** On another network the line may be dead without anybody having said so. */
function reopen(): void {
  close();
  open();
}

/**
 * Opens the one connection of this tab and keeps it: it comes back with growing, spread out waits, and rests while
 * the tab is hidden. Answers the function that ends it.
 */
export function startLive(given: LiveOptions): () => void {
  options = given;
  document.addEventListener("visibilitychange", restOrOpen);
  window.addEventListener("online", reopen);
  open();
  return () => {
    document.removeEventListener("visibilitychange", restOrOpen);
    window.removeEventListener("online", reopen);
    close();
    options = undefined;
    wasLive = false;
    failures = 0;
    state.set("off");
  };
}

/** Calls `listener` with what was heard since the last frame. After a gap it hears `{type:"resumed"}`. */
export function useLive(topic: Topic, listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => {
    const heard: Listener = (messages) => latest.current(messages);
    listeners.set(heard, topic);
    return () => void listeners.delete(heard);
  }, [topic]);
}

export const useLiveState = (): LiveState => useStore(state);
