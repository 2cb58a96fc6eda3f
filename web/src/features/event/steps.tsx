import type { EventDetail } from "@sluice/shared/events";
import type { ReactNode } from "react";
import type { Status } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";
import type { TimelineStep } from "../../components/timeline.tsx";
import { duration } from "../../lib/format.ts";

type Entry = EventDetail["log"][number];
/** Entries that end an attempt; the others are of people and the provider. */
const ATTEMPTS: readonly string[] = ["upsert", "delete", "ignore", "fail"];
/** A pause that is worth a line of its own. */
const PAUSE_MS = 500;

const TITLES: Readonly<Record<Entry["action"], string>> = {
  upsert: "wrote the document",
  delete: "deleted the document",
  ignore: "found nothing to write",
  fail: "failed",
  filter: "Filtered",
  retry: "Given another try",
  requeue: "Queued again",
  replay: "Replayed",
  duplicate: "Received again",
};

const statusOf = ({ action, success }: Entry): Status => {
  if (!success || action === "fail") return "failed";
  if (action === "upsert" || action === "delete") return "processed";
  if (action === "filter" || action === "ignore") return "filtered";
  return action === "duplicate" ? "duplicate" : "pending";
};

/** What an attempt that did not fail came to. */
const OUTCOMES: Readonly<Partial<Record<NonNullable<EventDetail["outcome"]>, string>>> = {
  unchanged: "found the document up to date",
  superseded: "left a newer state in place",
};

/** From receipt to the last entry; undefined while nothing has happened. */
export function lastedMs({ log, receivedAt }: EventDetail): number | undefined {
  const last = log.at(-1);
  return last && Math.max(0, Date.parse(last.at) - Date.parse(receivedAt));
}

interface Step extends TimelineStep {
  readonly attempt?: number;
  readonly waitedMs: number;
  readonly message: string | undefined;
}

/** What a machine said, in short where the page has it in full. */
function detailOf({ success, message }: Entry, { error, explanation }: EventDetail): ReactNode {
  if (success || !message) return message;
  return message === error?.message && explanation ? explanation.title : <code>{message}</code>;
}

/** What happened to an event, from its receipt on; equal failures in a row are one step. */
export function stepsOf(event: EventDetail): readonly TimelineStep[] {
  const since = Date.parse(event.receivedAt);
  const isReplay = event.replayOf !== undefined;
  const received: TimelineStep = {
    id: "received",
    offset: <Time at={event.receivedAt} />,
    status: "received",
    title: isReplay
      ? (replayedBy(event) ?? "Stored as a replay")
      : event.admitted
        ? `Let in by ${event.admitted.by}`
        : `Received${event.request.ip ? ` from ${event.request.ip}` : ""}`,
    detail:
      isReplay || event.admitted
        ? "Its signature was not checked again."
        : "Signature valid; stored before it was acknowledged.",
  };
  let attempt = 0;
  let before = since;
  const steps = event.log.flatMap((entry, index): Step[] => {
    if (isReplay && index === 0 && entry.action === "replay") return [];
    const isAttempt = ATTEMPTS.includes(entry.action);
    attempt = isAttempt ? attempt + 1 : 0;
    const { ms } = entry;
    const at = Date.parse(entry.at) - (ms ?? 0);
    // Before a first attempt of unknown length nobody knows how long it waited.
    const waitedMs = index === 0 && ms === undefined ? 0 : at - before;
    before = Date.parse(entry.at);
    const isLast = index === event.log.length - 1;
    const what =
      (isLast && entry.success && event.outcome && OUTCOMES[event.outcome]) || TITLES[entry.action];
    const step = {
      id: `${index}`,
      waitedMs,
      offset: `+${duration(Math.max(0, at - since))}`,
      status: statusOf(entry),
      title: isAttempt ? `Attempt ${attempt} ${what}` : what,
      message: entry.message,
      detail: detailOf(entry, event) ?? (isAttempt && isLast ? event.reason : undefined),
      ms,
      ...(isAttempt && { attempt }),
      ...(waitedMs >= PAUSE_MS && { waited: `waited ${duration(waitedMs)}` }),
    };
    return [step];
  });
  return [received, ...fold(steps), ...next(event)];
}

/** `Edited and replayed by Ada`, without the id of who did it. */
function replayedBy({ log }: EventDetail): string | undefined {
  const [first] = log;
  if (first?.action !== "replay" || !first.message) return undefined;
  const text = first.message.replace(/ \([\w-]+\)$/, "");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function fold(steps: readonly Step[]): TimelineStep[] {
  const runs: [Step, ...Step[]][] = [];
  for (const step of steps) {
    const last = runs.at(-1);
    const isRepeat =
      step.status === "failed" && last?.[0].status === "failed" && last[0].message === step.message;
    if (last && isRepeat) last.push(step);
    else runs.push([step]);
  }
  return runs.map((run) => (run.length > 1 ? folded(run) : run[0]));
}

function folded(run: readonly [Step, ...Step[]]): TimelineStep {
  const [first, ...others] = run;
  const waits = others.map(({ waitedMs }) => duration(waitedMs));
  const lasting = run.flatMap(({ ms }) => ms ?? []);
  return {
    ...first,
    title: `Attempts ${first.attempt} ${run.length === 2 ? "and" : "to"} ${others.at(-1)?.attempt} failed`,
    detail: (
      <>
        <p>{first.detail}</p>
        <p>Waited {waits.join(", ")} between attempts</p>
      </>
    ),
    ms: lasting.length === run.length ? lasting.reduce((sum, ms) => sum + ms, 0) : undefined,
    folded: run,
  };
}

function next({ status, dueAt }: EventDetail): TimelineStep[] {
  if (status === "pending" || status === "processing")
    return [
      {
        id: "next",
        offset: "",
        status,
        title: status === "pending" ? "Waiting for a worker" : "A worker is processing it",
      },
    ];
  if (status === "waiting")
    return [
      {
        id: "next",
        offset: "",
        status,
        title: "Waiting for its next attempt",
        detail: dueAt && (
          <>
            Due at <Time at={dueAt} />
          </>
        ),
      },
    ];
  return status === "failed"
    ? [
        {
          id: "next",
          offset: "",
          status,
          title: "Gave up",
          detail: "No more attempts unless you retry or replay it.",
        },
      ]
    : [];
}
