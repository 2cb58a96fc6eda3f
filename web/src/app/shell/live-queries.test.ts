import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { askAgain } from "./live-queries.ts";

const changed = [{ type: "changed", jobId: "job_1" }];

test("an answer on its way is not thrown away, and asked for again once it is there", async () => {
  const client = new QueryClient();
  const answers: Array<(value: number) => void> = [];
  const signals: AbortSignal[] = [];
  const queryFn = ({ signal }: { signal: AbortSignal }) => {
    signals.push(signal);
    return new Promise<number>((resolve) => answers.push(resolve));
  };
  const slow = new QueryObserver(client, { queryKey: ["slow"], queryFn, meta: { live: "job:job_1" } });
  const stop = slow.subscribe(() => {});
  answers[0]?.(1);
  await vi.waitFor(() => expect(slow.getCurrentResult().data).toBe(1));

  let behind = askAgain(client, changed, new Set());
  expect([answers.length, behind.size]).toEqual([2, 0]);
  behind = askAgain(client, changed, behind);
  behind = askAgain(client, [], behind);
  expect([answers.length, behind.size]).toEqual([2, 1]);
  expect(signals[1]?.aborted).toBe(false);

  answers[1]?.(2);
  await vi.waitFor(() => expect(slow.getCurrentResult().data).toBe(2));
  behind = askAgain(client, [], behind);
  expect([answers.length, behind.size]).toEqual([3, 0]);
  stop();
  client.clear();
});

test("what is about another job is left alone", () => {
  const client = new QueryClient();
  const queryFn = vi.fn(async () => 1);
  const stop = new QueryObserver(client, {
    queryKey: ["other"],
    queryFn,
    initialData: 0,
    staleTime: Number.POSITIVE_INFINITY,
    meta: { live: "job:job_2" },
  }).subscribe(() => {});
  askAgain(client, changed, new Set());
  expect(queryFn).not.toHaveBeenCalled();
  stop();
  client.clear();
});
