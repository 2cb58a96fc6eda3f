import type { Explanation, RejectReason } from "@sluice/shared/events";
import type { Verdict } from "@sluice/shared/rejected";
import type { Connector } from "../connectors/index.ts";
import type { Candidate } from "./diagnosis.ts";

type Explain = (connector: Connector, message: string) => Explanation;

const ADMIT = { text: "Let it in only when you know who sent it.", action: "admit" } as const;
const headersOf = ({ signatureHeaders }: Connector) => signatureHeaders.join(" or ");

const otherBody: Explain = ({ name }, message) => ({
  title: message.replace(/\.$/, ""),
  cause: message,
  steps: [
    { text: `Check that only ${name} sends to this URL, and that nothing changes the body on the way.` },
  ],
});

/** What is said of each reason but a signature's. */
export const EXPLAIN: Readonly<Record<Exclude<RejectReason, "signature" | "timestamp">, Explain>> = {
  header_missing: (connector) => ({
    title: "The signature header is missing",
    cause: `The header ${headersOf(connector)} is missing: the request did not come from ${connector.name}, or a proxy removed the header.`,
    steps: [{ text: "Let the proxy before Sluice pass every header through." }, ADMIT],
  }),
  header_malformed: (connector) => ({
    title: "The signature header cannot be read",
    cause: `The header ${headersOf(connector)} cannot be read; a proxy may have cut or changed it.`,
    steps: [{ text: "Let the proxy before Sluice pass headers through unchanged." }, ADMIT],
  }),
  too_deep: otherBody,
  not_json: otherBody,
  not_an_event: otherBody,
  unreadable: otherBody,
  too_large: () => ({
    title: "The body is too large",
    cause: "The body is over 1 MB.",
    steps: [{ text: "Send less per event, or send ids and fetch the rest." }],
  }),
  compressed: () => ({
    title: "The body was compressed",
    cause: "The body was compressed on the way.",
    steps: [{ text: "Switch compression off in the sender or the proxy before Sluice." }],
  }),
  disabled: () => ({
    title: "The job is disabled",
    cause: "The job is disabled.",
    steps: [
      { text: "Enable it; the provider sends the event again by its own schedule.", action: "job_settings" },
    ],
  }),
  secret_missing: ({ name }) => ({
    title: "The job had no signing secret yet",
    cause: `Without it nobody can tell whether ${name} sent this.`,
    steps: [{ text: `Paste the signing secret that ${name} shows for this URL.`, action: "secret" }],
  }),
  rate_limited: () => ({
    title: "Too many invalid requests",
    cause: "Too many invalid requests came from one address.",
    steps: [],
  }),
};

/** @param ageSeconds from signing to arrival. */
export function tooOld(ageSeconds: number): Explanation {
  const time = span(Math.abs(ageSeconds));
  return {
    title: ageSeconds < 0 ? `Signed with a clock ${time} ahead` : `Signed ${time} before it came`,
    cause: `The signature's time is ${time} ${ageSeconds < 0 ? "ahead of" : "behind"} this server's clock: a clock is wrong, or the request was held back or replayed.`,
    steps: [
      { text: "Compare this server's clock with the right time." },
      { text: "Let it in when it was only held back.", action: "admit" },
    ],
  };
}

/** @param by whose secret made the signature. */
export function ofSignature(
  { verdict, by }: { verdict: Verdict; by?: Candidate },
  name: string,
): Explanation {
  if (verdict === "old_secret")
    return {
      title: `${name} still signs with the old secret`,
      cause: `The signature is of this job's previous secret (${by?.masked}), whose overlap is over.`,
      steps: [
        {
          text: "Put the new secret to work at the sender, or store the one it signs with here.",
          action: "secret",
        },
        { text: "Then let in what was refused meanwhile.", action: "admit" },
      ],
    };
  if (verdict === "other_job")
    return {
      title: `It is signed with the secret of ${by?.owner.name}`,
      cause: `The signature is of the secret of the job ${by?.owner.name}: this URL and that secret belong to different endpoints.`,
      steps: [
        {
          text: `Give that endpoint of ${name} the URL of ${by?.owner.name}, or store its secret here.`,
          action: "secret",
        },
        ADMIT,
      ],
    };
  if (verdict === "secret_changed")
    return {
      title: "The right secret was stored since",
      cause:
        "The signature matches the secret now in use: the secret was changed after this request was refused.",
      steps: [{ text: "Let it in: its signature is right.", action: "admit" }],
    };
  if (verdict === "body_changed")
    return {
      title: "The body was changed on the way",
      cause:
        "The body was re-encoded on the way: its JSON has the right content but not the bytes that were signed.",
      steps: [
        { text: "Pass the raw body through in the proxy before Sluice." },
        { text: "Let it in: its content is what was signed.", action: "admit" },
      ],
    };
  const secret = {
    text: `Copy the signing secret of exactly this URL from ${name} again.`,
    action: "secret",
  } as const;
  if (verdict === "unknown")
    return {
      title: "The signature does not match",
      cause: "The signature does not match; the body was too large to be kept for a closer look.",
      steps: [secret],
    };
  return {
    title: "No known secret made this signature",
    cause: "The signature matches none of this workspace's secrets.",
    steps: [secret, ADMIT],
  };
}

function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} seconds`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`;
}
