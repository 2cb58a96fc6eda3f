import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import type { Nudge } from "./nudge.ts";

const AUTH_MS = 5_000;
const MIN_GAP_MS = 200;
const PING_MS = 30_000;

/**
 * `GET /api/realtime`: the client's first message is `{"type":"auth","key":"…"}`; then it is told
 * `{"type":"changed","jobId":"…"}` whenever something shown about a job of its workspace changed, at most five
 * times a second for each job. It carries no data: the client asks for what it shows.
 * @param workspaceOf the workspace of a key; undefined when the key is unknown.
 * @param ownerOf the workspace a job belongs to.
 */
export function realtime(
  server: Server,
  nudge: Nudge,
  workspaceOf: (key: string) => Promise<string | undefined>,
  ownerOf: (jobId: string) => Promise<string | undefined>,
) {
  const sockets = new Map<WebSocket, string>();
  const wss = new WebSocketServer({ noServer: true, maxPayload: 4_096 });
  const pending = new Map<string, NodeJS.Timeout>();

  server.on("upgrade", (req, socket, head) => {
    const path = (req.url ?? "").split("?")[0];
    if (path !== "/api/realtime")
      return void socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    wss.handleUpgrade(req, socket, head, (ws) => {
      const late = setTimeout(() => ws.close(4401, "no key was sent"), AUTH_MS);
      ws.on("error", () => ws.terminate());
      ws.once("message", async (data) => {
        clearTimeout(late);
        const workspaceId = await workspaceOf(keyIn(String(data))).catch(() => undefined);
        if (!workspaceId) return ws.close(4401, "this API key is not known here");
        sockets.set(ws, workspaceId);
        ws.send(JSON.stringify({ type: "ready" }));
      });
      ws.on("close", () => {
        clearTimeout(late);
        sockets.delete(ws);
      });
    });
  });

  const stopListening = nudge.onMessage((message) => {
    if (!message.startsWith("job ") || sockets.size === 0) return;
    const jobId = message.slice(4);
    if (pending.has(jobId)) return;
    pending.set(
      jobId,
      setTimeout(async () => {
        pending.delete(jobId);
        const owner = await ownerOf(jobId).catch(() => undefined);
        const text = JSON.stringify({ type: "changed", jobId });
        for (const [ws, workspaceId] of sockets)
          if (workspaceId === owner && ws.bufferedAmount < 100_000) ws.send(text);
      }, MIN_GAP_MS),
    );
  });
  const pinging = setInterval(() => {
    for (const ws of sockets.keys()) ws.ping();
  }, PING_MS).unref();

  return {
    close() {
      stopListening();
      clearInterval(pinging);
      for (const timer of pending.values()) clearTimeout(timer);
      for (const ws of wss.clients) ws.terminate();
    },
  };
}

function keyIn(message: string): string {
  try {
    return String((JSON.parse(message) as { key?: unknown }).key ?? "");
  } catch {
    return "";
  }
}
