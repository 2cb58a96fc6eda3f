import { expect, test } from "vitest";
import { actionWords, detailWords } from "./words.ts";

test.each([
  ["api_key.created", "API key created"],
  ["member.role_changed", "Member role changed"],
  ["sync_job.paused", "Job paused"],
  ["sync_job.secret_set", "Signing secret set"],
  ["sync_run.reconcile_started", "Reconciliation started"],
])("%s reads as %s", (action, words) => {
  expect(actionWords(action)).toBe(words);
});

test("details stand on one line, without those that are empty", () => {
  expect(detailWords({ name: "Ada", from: "viewer", to: "admin" })).toBe("Ada, viewer → admin");
  expect(detailWords({ role: "member", reason: null, suppress: true, keepDestination: false })).toBe(
    "role member, later events left out",
  );
  expect(detailWords({ replacedBy: "key_01M826YYSSEXFWSB9M3D", expiresAt: "2027-02-20T18:05:42.000Z" })).toBe(
    "replaced by key_…SB9M3D, expires 20 Feb 2027",
  );
});

test("details name jobs, and say what a filter and a change are in words", () => {
  const nameOf = (id: string) => (id === "job_01M826YYSSEXFWSB9M3D" ? "Billing" : undefined);
  expect(detailWords({ jobId: "job_01M826YYSSEXFWSB9M3D", kind: "backfill" }, nameOf)).toBe(
    "job Billing, backfill",
  );
  const filter = JSON.stringify({ status: ["failed"], jobId: ["job_01M826YYSSEXFWSB9M3D"] });
  expect(detailWords({ events: 3, filter }, nameOf)).toBe(
    "3 events, job Billing, received until now, status Failed",
  );
  expect(detailWords({ version: 2, changes: [{ field: "name", from: "A", to: "B" }] })).toBe(
    "version 2, Name",
  );
  expect(detailWords({ settings: { coolDownMinutes: 30 } })).toBe("");
});
