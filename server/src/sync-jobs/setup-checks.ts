import type { RejectedRequest } from "@sluice/shared/events";
import type { SetupCheck } from "@sluice/shared/sync-jobs";
import { isOutOfReach } from "../platform/addresses.ts";
import type { LaneDoc } from "../platform/lanes/index.ts";
import type { JobDoc } from "./repo.ts";
import type { SetupRow } from "./setup-repo.ts";
import { validSecrets } from "./stored-secrets.ts";

const WRITTEN = new Set<string | undefined>(["applied", "unchanged", "superseded"]);

type Found = Omit<SetupCheck, "name">;

/** What there is to judge by. */
export interface Seen {
  readonly job: JobDoc;
  readonly publicUrl: string;
  readonly provider: string;
  readonly lane: LaneDoc | null;
  /** Oldest first; of the provider, and of ours. */
  readonly events: readonly SetupRow[];
  readonly samples: readonly SetupRow[];
  /** Newest first. */
  readonly refused: readonly RejectedRequest[];
}

export type Place = Pick<Found, "collection" | "documentId">;

const wantedOf = ({ events, samples }: Seen): SetupRow[] =>
  [...events, ...samples].filter(({ status }) => status !== "filtered");

/** The first event that is a document; one of the provider's before one of ours. */
export const firstWritten = (seen: Seen): SetupRow | undefined =>
  wantedOf(seen).find(({ outcome }) => WRITTEN.has(outcome));

export function judge(seen: Seen, place: Place): SetupCheck[] {
  return [
    { name: "url", ...urlCheck(seen) },
    { name: "secret", ...secretCheck(seen) },
    { name: "request", ...requestCheck(seen) },
    { name: "signature", ...signatureCheck(seen) },
    { name: "pattern", ...patternCheck(seen) },
    { name: "document", ...documentCheck(seen, place) },
  ];
}

function urlCheck({ provider, publicUrl, events, refused }: Seen): Found {
  const times = [events[0]?.receivedAt.toISOString(), refused.at(-1)?.at].filter((at) => at !== undefined);
  const [first] = times.sort();
  if (first) return { state: "pass", reason: "Requests reach this URL.", at: first };
  const { hostname } = new URL(publicUrl);
  if (isOutOfReach(hostname))
    return {
      state: "warn",
      reason: `${provider} cannot reach ${hostname} from the internet.`,
      whatToDo: `Set SLUICE_PUBLIC_URL to an address that ${provider} can reach, or forward its events to this URL with its command line tool.`,
    };
  return {
    state: "waiting",
    reason: "No request has come yet.",
    whatToDo: `Give this URL to ${provider} and let an event happen.`,
  };
}

function secretCheck({ job, provider, refused }: Seen): Found {
  const [current] = validSecrets(job);
  if (current)
    return { state: "pass", reason: "The signing secret is stored.", at: current.createdAt.toISOString() };
  const waiting = refused.filter(({ code }) => code === "secret_missing").length;
  return {
    state: "waiting",
    reason:
      waiting === 0
        ? "The signing secret is not stored yet."
        : `The signing secret is not stored yet; ${waiting === 1 ? "1 request was" : `${waiting} requests were`} answered 503 meanwhile, so that ${provider} sends them again.`,
    whatToDo: `Paste the signing secret that ${provider} shows for this URL.`,
  };
}

/** What became of the newest request at the door. */
function requestCheck({ events, refused, provider }: Seen): Found {
  const last = events.at(-1);
  const [refusal] = refused;
  if (refusal && (!last || refusal.at > last.receivedAt.toISOString())) {
    const isEarly = refusal.code === "secret_missing";
    return {
      state: isEarly ? "waiting" : "fail",
      reason: `The last request was answered ${refusal.status} ${refusal.code}: ${refusal.message}`,
      whatToDo: refusal.diagnosis,
      at: refusal.at,
    };
  }
  if (!last) return { state: "waiting", reason: `${provider} has sent nothing yet.` };
  return {
    state: "pass",
    reason: `The last request, ${last.type}, was taken.`,
    at: last.receivedAt.toISOString(),
    eventId: last._id,
  };
}

function signatureCheck({ events, samples, refused, provider }: Seen): Found {
  const [first] = events;
  const refusal = refused.find(({ code }) => code === "signature_invalid");
  const last = events.at(-1);
  if (refusal && (!last || refusal.at > last.receivedAt.toISOString()))
    return { state: "fail", reason: refusal.message, whatToDo: refusal.diagnosis, at: refusal.at };
  if (first)
    return {
      state: "pass",
      reason: "The signature is right.",
      at: first.receivedAt.toISOString(),
      eventId: first._id,
    };
  if (samples.length > 0)
    return {
      state: "waiting",
      reason: `Only samples of ours have come: they are signed with the stored secret, whether it is ${provider}'s or not.`,
      sample: true,
    };
  return { state: "waiting", reason: "No signed request has been checked yet." };
}

function patternCheck({ events, samples }: Seen): Found {
  const rows = events.length > 0 ? events : samples;
  const [first] = rows;
  if (!first) return { state: "waiting", reason: "No event has come yet." };
  const sample = first.test ? { sample: true } : {};
  const wanted = rows.find(({ status }) => status !== "filtered");
  if (wanted)
    return {
      state: "pass",
      reason: `${wanted.type} is one of the job's event types.`,
      at: wanted.receivedAt.toISOString(),
      eventId: wanted._id,
      ...sample,
    };
  const types = [...new Set(rows.map(({ type }) => type))];
  return {
    state: "fail",
    reason: `The job's event types leave out all that has come: ${types.slice(0, 5).join(", ")}${types.length > 5 ? " and others" : ""}.`,
    whatToDo: "Add these types to the job, or choose others at the provider.",
    at: first.receivedAt.toISOString(),
    eventId: first._id,
    ...sample,
  };
}

/** @param place where the document of `firstWritten` is. */
function documentCheck(seen: Seen, place: Place): Found {
  const { job, lane } = seen;
  const wanted = wantedOf(seen);
  const written = firstWritten(seen);
  if (written)
    return {
      state: "pass",
      reason: "The first document is written.",
      at: (written.settledAt ?? written.receivedAt).toISOString(),
      eventId: written._id,
      ...(written.test && { sample: true }),
      ...place,
    };
  if (wanted.length === 0) return { state: "waiting", reason: "No event to write has come yet." };
  if (job.paused)
    return {
      state: "waiting",
      reason: "The job is paused: what comes is stored and not worked on.",
      whatToDo: "Resume it.",
    };
  if (lane?.blockedUntil)
    return {
      state: "fail",
      reason: `The destination cannot be used: ${lane.blockReason ?? "it does not answer"}`,
      whatToDo: "Mend it; what has come is kept and written then.",
      at: lane.blockedUntil.toISOString(),
    };
  const failed = wanted.find(({ status, error }) => status === "failed" || error);
  if (failed?.error)
    return {
      state: "fail",
      reason: failed.error.message,
      whatToDo: "Mend the cause, then retry the event.",
      at: (failed.settledAt ?? failed.receivedAt).toISOString(),
      eventId: failed._id,
    };
  const ignored = wanted.find(({ outcome }) => outcome === "ignored");
  if (ignored)
    return {
      state: "warn",
      reason: `Nothing was to be written so far: ${ignored.reason ?? "the event carries no object"}.`,
      whatToDo: "Wait for an event that carries an object with an id.",
      at: (ignored.settledAt ?? ignored.receivedAt).toISOString(),
      eventId: ignored._id,
    };
  return { state: "waiting", reason: "The first event is being worked on." };
}
