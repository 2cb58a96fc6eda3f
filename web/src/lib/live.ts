import { useEffect, useRef } from "react";
import { createStore, useStore } from "./store.ts";

const RETRY_MS = 500;
/** Of those who look at the page, nobody waits longer for it to be live again. */
const RETRY_MAX_MS = 4_000;
const CONNECT_MS = 5_000;
const SESSION_UNKNOWN = 4401;

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
let failures = 0;
let wasLive = false;
let options: LiveOptions | undefined;

export interface LiveOptions {
  /** What is heard is of this workspace; the session's cookie says who listens. */
  readonly workspaceId: string;
  readonly onRefused: () => void;
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
  const message = JSON.parse(text) as LiveMessage;
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
  const late = window.setTimeout(() => current.close(), CONNECT_MS);
  current.onopen = () => {
    window.clearTimeout(late);
    current.send(JSON.stringify({ type: "auth", workspaceId: opened.workspaceId }));
  };
  current.onmessage = ({ data }) => receive(String(data));
  current.onclose = ({ code }) => {
    window.clearTimeout(late);
    if (code === SESSION_UNKNOWN) {
      opened.onRefused();
      return;
    }
    state.set("reconnecting");
    const wait = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** failures++);
    retry = window.setTimeout(open, wait * (0.5 + Math.random() / 2));
  };
}

function close(): void {
  window.clearTimeout(retry);
  retry = undefined;
  if (!socket) return;
  socket.onclose = null;
  socket.close();
  socket = undefined;
}

/** The server answers: what keeps it from being live is over, and waiting for it too. */
export function nudgeLive(): void {
  if (retry === undefined || document.hidden) return;
  window.clearTimeout(retry);
  open();
}

function reopen(): void {
  if (document.hidden) {
    close();
    return;
  }
  if (socket && socket.readyState <= WebSocket.OPEN) return;
  close();
  open();
}

/**
 * Opens the one connection of this tab and keeps it: it comes back with growing, spread out waits, and rests while
 * the tab is hidden. Answers the function that ends it.
 */
export function startLive(given: LiveOptions): () => void {
  options = given;
  document.addEventListener("visibilitychange", reopen);
  window.addEventListener("online", reopen);
  open();
  return () => {
    document.removeEventListener("visibilitychange", reopen);
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
