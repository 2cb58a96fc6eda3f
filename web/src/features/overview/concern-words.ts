import type { Concern } from "@sluice/shared/overview";
import type { LinkProps } from "@tanstack/react-router";
import type { Status } from "../../components/status.tsx";
import { duration, plural } from "../../lib/format.ts";
import { reasonWords } from "../rejected/words.ts";

interface Words {
  readonly tone: Status;
  /** "Stripe billing: 29 events failed." */
  readonly title: string;
  readonly text: string;
  readonly since?: string | undefined;
  readonly action: string;
  readonly link: LinkProps;
}

/** What is wrong with a job, why, and where to go. */
export function wordsOf(concern: Concern, now: number): Words {
  const { jobId, jobName } = concern;
  const job: LinkProps = { to: "/jobs/$id", params: { id: jobId } };
  switch (concern.kind) {
    case "failing": {
      const { count, since, causes, cause } = concern;
      const alone = causes === 1 && cause ? { failure: cause.group } : {};
      return {
        tone: "failed",
        title: `${jobName}: ${plural(count, "event")} failed.`,
        text: cause ? `${cause.explanation.title}${others(causes)}.` : "All attempts are used up.",
        since,
        action: "See the fix",
        link: { to: "/events", search: { job: jobId, status: "failed", range: "7d", ...alone } },
      };
    }
    case "blocked":
      return {
        tone: "blocked",
        title: `${jobName}: its destination cannot be used.`,
        text: `${sentence(concern.reason)} ${waiting(concern.count)}`.trim(),
        action: "Check job",
        link: job,
      };
    case "needsSecret":
      return {
        tone: "needsSecret",
        title: `${jobName}: it has no signing secret yet.`,
        text: "Its URL answers 503 until then, so that the provider sends again.",
        action: "Paste it",
        link: job,
      };
    case "rejected":
      return {
        tone: "rejected",
        title: `${jobName}: ${plural(concern.count, "request")} rejected.`,
        text: concern.diagnosis ?? `${reasonWords(concern.reason)}.`,
        since: concern.since,
        action: "Diagnose",
        link: {
          to: "/rejected",
          search: { job: jobId, ...(concern.requestId && { peek: concern.requestId }) },
        },
      };
    case "quiet":
      return {
        tone: "quiet",
        title: `${jobName}: no events for ${duration(now - Date.parse(concern.since))}.`,
        text: `It usually sends one every ${duration(concern.usualGapMs)}.`,
        since: concern.since,
        action: "Check job",
        link: job,
      };
    case "schedule":
      return {
        tone: "blocked",
        title: `${jobName}: its schedule is not kept.`,
        text: concern.text,
        since: concern.since,
        action: "Check job",
        link: job,
      };
    case "untold":
      return {
        tone: "failed",
        title: `${jobName}: ${concern.channel} could not be told of an alert.`,
        text: concern.answer,
        since: concern.since,
        action: "Check channels",
        link: { to: "/settings/$section", params: { section: "alerts" } },
      };
    case "mismatch":
      return {
        tone: "quiet",
        title: `${jobName}: ${plural(concern.count, "event")} of another mode or account.`,
        text: "Test and live events, or those of two accounts, arrive at one URL.",
        action: "See them",
        link: { to: "/events", search: { job: jobId, flag: "mismatch" } },
      };
  }
}

const others = (causes: number): string => (causes > 1 ? `, and ${plural(causes - 1, "other cause")}` : "");

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const waiting = (count: number): string =>
  count > 0
    ? `${plural(count, "event waits", "events wait")} and ${count === 1 ? "is" : "are"} written when it is back.`
    : "";
