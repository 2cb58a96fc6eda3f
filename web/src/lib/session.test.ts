import { beforeAll, expect, test, vi } from "vitest";

// What the browser has and Node has not.
beforeAll(() => vi.stubGlobal("localStorage", { getItem: () => null }));

const workspaces = [
  { id: "ws_a", name: "A", role: "viewer" },
  { id: "ws_b", name: "B", role: "owner" },
] as const;

test("the chosen workspace counts while the person is in it, then the session's, then any", async () => {
  const { workspaceOf } = await import("./session.ts");
  const me = { workspaces: [...workspaces], tenant_id: "ws_b" };
  expect(workspaceOf(me, "ws_a")?.id).toBe("ws_a");
  expect(workspaceOf(me, "ws_left")?.id).toBe("ws_b");
  expect(workspaceOf({ ...me, tenant_id: null }, null)?.id).toBe("ws_a");
  expect(workspaceOf({ workspaces: [], tenant_id: null }, "ws_a")).toBeUndefined();
});
