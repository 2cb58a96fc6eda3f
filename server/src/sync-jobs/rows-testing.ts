import type { EventRow } from "../events/index.ts";
import { firstIdAt } from "../platform/ids.ts";

let serial = 0;

/** Rows of the ledger as if they had been received at these times; settled ones a tenth of a second later. */
export function rowsAt(jobId: string, times: readonly Date[], over: Partial<EventRow> = {}): EventRow[] {
  return times.map((receivedAt): EventRow => {
    serial += 1;
    const id = firstIdAt("evt", receivedAt);
    const isSettled = over.status !== undefined && over.status !== "pending";
    return {
      _id: `${id.slice(0, -8)}${String(serial).padStart(8, "0")}`,
      workspaceId: "default",
      jobId,
      lane: `sync:${jobId}`,
      status: "pending",
      type: "customer.created",
      providerEventId: `evt_${serial}`,
      dedupeKey: `${jobId}:evt_${serial}`,
      eventAt: receivedAt,
      receivedAt,
      deadline: receivedAt,
      priority: 1,
      attempts: 1,
      terms: ["type:customer.created"],
      bytes: 0,
      ...(isSettled && { settledAt: new Date(receivedAt.getTime() + 100) }),
      ...over,
    };
  });
}
