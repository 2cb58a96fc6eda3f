import { contract, type OpDef } from "@sluice/shared/contract";
import { alertExamples } from "../alerts/examples-testing.ts";
import { bulkExamples } from "../bulk/examples-testing.ts";
import { connectorExamples } from "../connectors/examples-testing.ts";
import { erasureExamples } from "../erasures/examples-testing.ts";
import { eventExamples } from "../events/examples-testing.ts";
import { overviewExamples } from "../overview/examples-testing.ts";
import { pullExamples } from "../pulls/examples-testing.ts";
import { reapplyExamples } from "../reapply/examples-testing.ts";
import { reconcileExamples } from "../reconcile/examples-testing.ts";
import { registrationExamples } from "../registrations/examples-testing.ts";
import { rejectedExamples } from "../rejected/examples-testing.ts";
import { retentionExamples } from "../retention/examples-testing.ts";
import { runExamples } from "../runs/examples-testing.ts";
import { destinationExamples, syncJobExamples } from "../sync-jobs/examples-testing.ts";
import { accessExamples } from "../workspaces/examples-testing.ts";
import { type AllExamples, type AnyExample, addressOf } from "./examples.ts";
import type { TestApp } from "./index.ts";

// A new operation gets its example in its feature's examples-testing.ts.
const examples: AllExamples<typeof contract> = {
  events: eventExamples,
  overview: overviewExamples,
  rejected: rejectedExamples,
  registrations: registrationExamples,
  syncJobs: syncJobExamples,
  connectors: connectorExamples,
  destinations: destinationExamples,
  retention: retentionExamples,
  erasures: erasureExamples,
  alerts: alertExamples,
  bulk: bulkExamples,
  runs: runExamples,
  reapply: reapplyExamples,
  reconcile: reconcileExamples,
  pulls: pullExamples,
  ...accessExamples,
};

type Make = (app: TestApp) => Promise<AnyExample>;

/** Every operation of the interface, with what makes an example of its call. */
export const operations = Object.entries(contract).flatMap(([feature, ops]) =>
  Object.entries<OpDef>(ops).map(([name, op]) => ({
    op,
    make: (examples as unknown as Record<string, Record<string, Make>>)[feature]?.[name] as Make,
  })),
);

interface Over {
  readonly method?: string;
  readonly type?: string;
  /** Instead of the example's. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

let sent = 0;
/** Failures are limited by address, so each call has its own. */
const address = () => `10.0.${Math.floor(++sent / 250)}.${sent % 250}`;

/** Calls operations of an app that trusts its proxy, with the owner's key unless the example says otherwise. */
export const sender =
  (app: () => TestApp) =>
  async (op: OpDef, example: AnyExample, { method = op.method, type, headers }: Over = {}) => {
    const isEmpty = method === "HEAD" || (!op.body && example.rawBody === undefined);
    const answer = await fetch(app().url + addressOf(op, example), {
      method,
      headers: {
        "x-forwarded-for": address(),
        ...(!isEmpty && { "content-type": type ?? "application/json" }),
        ...(headers ?? example.headers ?? { authorization: `Bearer ${app().ownerKey}` }),
      },
      ...(!isEmpty && { body: example.rawBody ?? JSON.stringify(example.body ?? {}) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get("content-type")?.startsWith("application/json") && text;
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    };
  };
