import { useEffect, useState } from "react";

const FLUSH_MS = 1_000;
const RETRY_MS = 500;
const RETRY_MAX_MS = 15_000;
const UNKNOWN_KEY = 4401;

export type LiveState = "connecting" | "live" | "reconnecting";

interface Listener {
  /** Jobs whose figures changed since the last call; at most once a second, and only while the tab is seen. */
  changed(jobIds: readonly string[]): void;
  /** The stream is back after a gap: anything may have changed. */
  resumed(): void;
  refused(): void;
}

/** One WebSocket for the page. It reconnects with growing, spread out waits. */
export function connectLive(
  key: string,
  listener: Listener,
  onState: (state: LiveState) => void,
): () => void {
  const changed = new Set<string>();
  let socket: WebSocket | undefined;
  let failures = 0;
  let wasLive = false;
  let retry: number | undefined;
  let flushing: number | undefined;

  function flush(): void {
    flushing = undefined;
    if (changed.size === 0 || document.hidden) return;
    const jobIds = [...changed];
    changed.clear();
    flushing = window.setTimeout(flush, FLUSH_MS);
    listener.changed(jobIds);
  }
  const flushSoon = () => {
    if (flushing === undefined) flush();
  };

  function receive(text: string): void {
    const message = JSON.parse(text) as { type: string; jobId?: string };
    if (message.type === "ready") {
      failures = 0;
      onState("live");
      if (wasLive) listener.resumed();
      wasLive = true;
    }
    if (message.type === "changed" && message.jobId) {
      changed.add(message.jobId);
      flushSoon();
    }
  }

  function open(): void {
    retry = undefined;
    const url = new URL("/api/realtime", window.location.href);
    url.protocol = url.protocol.replace("http", "ws");
    const current = new WebSocket(url);
    socket = current;
    current.onopen = () => current.send(JSON.stringify({ type: "auth", key }));
    current.onmessage = ({ data }) => receive(String(data));
    current.onclose = ({ code }) => {
      if (code === UNKNOWN_KEY) return listener.refused();
      onState("reconnecting");
      const wait = Math.min(RETRY_MAX_MS, RETRY_MS * 2 ** failures++);
      retry = window.setTimeout(open, wait * (0.5 + Math.random() / 2));
    };
  }

  function openNow(): void {
    if (retry === undefined) return;
    window.clearTimeout(retry);
    open();
  }

  document.addEventListener("visibilitychange", flushSoon);
  window.addEventListener("online", openNow);
  open();
  return () => {
    document.removeEventListener("visibilitychange", flushSoon);
    window.removeEventListener("online", openNow);
    window.clearTimeout(retry);
    window.clearTimeout(flushing);
    if (socket) socket.onclose = null;
    socket?.close();
  };
}

/** Keep `listener` the same object between renders: a new one opens a new connection. */
export function useLive(key: string, listener: Listener): LiveState {
  const [state, setState] = useState<LiveState>("connecting");
  useEffect(() => connectLive(key, listener, setState), [key, listener]);
  return state;
}
