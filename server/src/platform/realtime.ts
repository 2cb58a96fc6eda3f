import type { IncomingMessage, Server } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { AppError } from "./errors.ts";
import type { Nudge } from "./nudge.ts";

const AUTH_MS = 5_000;
const MIN_GAP_MS = 200;
const CHECK_MS = 20_000;
/** How much later than the second missed beat a line counts as dead. */
const GRACE_MS = 5_000;
/** Whoever it was is not known, or no longer. */
const UNKNOWN = 4401;
/** Known, but not of this workspace, or no longer. */
const NOT_YOURS = 4403;
const TRY_AGAIN = 1013;
const BEAT = JSON.stringify({ type: "beat" });

/** What a client says first; without a key, the session cookie of its request says who it is. */
export interface Hello {
  readonly key?: string;
  readonly workspaceId?: string;
}

interface Live {
  readonly hello: Hello;
  readonly req: IncomingMessage;
  workspaceId: string;
  heardAt: number;
}

interface Options {
  readonly beatMs: number;
  /** The workspace a client may hear of; throws AppError where it may not, or no longer. */
  admit(req: IncomingMessage, hello: Hello): Promise<string>;
  /** The workspace a job belongs to. */
  ownerOf(jobId: string): Promise<string | undefined>;
  /** Calls back when somebody may have lost their access. */
  onAccessChange(listener: () => void): () => void;
}

/**
 * `GET /api/realtime`: the client's first message is `{"type":"auth","key"?:"…","workspaceId"?:"…"}`; then it is
 * told `{"type":"changed","jobId":"…"}` whenever something shown about a job of its workspace changed, and
 * `{"type":"<kind>","id":"…"}` about other things, at most five times a second for each. It carries no data: the
 * client asks for what it shows. `{"type":"beat"}` comes every `beatMs`, which `ready` names: a client that hears
 * nothing for longer has lost the line, as the server has when pings are not answered. Who is connected is looked at
 * again every 20 s, and when access changes. Closed with 4401: not known, or no longer; 4403: known, but the
 * workspace is not theirs; 1013: try again.
 */
export function realtime(server: Server, nudge: Nudge, options: Options) {
  const { beatMs, admit, ownerOf, onAccessChange } = options;
  const sockets = new Map<WebSocket, Live>();
  const wss = new WebSocketServer({ noServer: true, maxPayload: 4_096 });
  const pending = new Map<string, NodeJS.Timeout>();

  server.on("upgrade", (req, socket, head) => {
    const path = (req.url ?? "").split("?")[0];
    if (path !== "/api/realtime")
      return void socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
    wss.handleUpgrade(req, socket, head, (ws) => {
      const late = setTimeout(() => ws.close(TRY_AGAIN, "nothing was said"), AUTH_MS);
      ws.on("error", () => ws.terminate());
      ws.once("message", async (data) => {
        clearTimeout(late);
        const hello = helloIn(String(data));
        try {
          const workspaceId = await admit(req, hello);
          if (ws.readyState !== ws.OPEN) return;
          sockets.set(ws, { hello, req, workspaceId, heardAt: Date.now() });
          ws.send(JSON.stringify({ type: "ready", beatMs }));
        } catch (error) {
          ws.close(closeCodeOf(error), "may not listen here, or not now");
        }
      });
      ws.on("pong", () => {
        const live = sockets.get(ws);
        if (live) live.heardAt = Date.now();
      });
      ws.on("close", () => {
        clearTimeout(late);
        sockets.delete(ws);
      });
    });
  });

  async function checkAgain(): Promise<void> {
    for (const [ws, live] of sockets) {
      try {
        live.workspaceId = await admit(live.req, live.hello);
      } catch (error) {
        const code = closeCodeOf(error);
        if (code !== TRY_AGAIN) ws.close(code, "access has ended");
      }
    }
  }

  const stopListening = nudge.onMessage((message) => {
    const [about, first = "", type, id] = message.split(" ");
    if ((about !== "job" && about !== "workspace") || sockets.size === 0 || pending.has(message)) return;
    pending.set(
      message,
      setTimeout(async () => {
        pending.delete(message);
        const owner = about === "job" ? await ownerOf(first).catch(() => undefined) : first;
        const text = JSON.stringify(about === "job" ? { type: "changed", jobId: first } : { type, id });
        for (const [ws, { workspaceId }] of sockets)
          if (workspaceId === owner && ws.bufferedAmount < 100_000) ws.send(text);
      }, MIN_GAP_MS),
    );
  });
  const stopWatching = onAccessChange(() => void checkAgain());
  const checking = setInterval(() => void checkAgain(), CHECK_MS).unref();
  const beating = setInterval(() => {
    for (const [ws, { heardAt }] of sockets) {
      if (Date.now() - heardAt > 2 * beatMs + GRACE_MS) {
        ws.terminate();
        continue;
      }
      ws.ping();
      ws.send(BEAT);
    }
  }, beatMs).unref();

  return {
    close() {
      stopListening();
      stopWatching();
      clearInterval(checking);
      clearInterval(beating);
      for (const timer of pending.values()) clearTimeout(timer);
      for (const ws of wss.clients) ws.terminate();
    },
  };
}

/** A database that is away says nothing about anybody's access. */
function closeCodeOf(error: unknown): number {
  if (!(error instanceof AppError) || error.status >= 500 || error.status === 429) return TRY_AGAIN;
  return error.status === 401 ? UNKNOWN : NOT_YOURS;
}

function helloIn(message: string): Hello {
  try {
    const { key, workspaceId } = JSON.parse(message) as Record<string, unknown>;
    return {
      ...(typeof key === "string" && { key }),
      ...(typeof workspaceId === "string" && { workspaceId }),
    };
  } catch {
    return {};
  }
}
