import { Cron } from "croner";
import * as z from "zod";
import type { EngineApp, EngineFunction, Trigger } from "./model.ts";

const PATH = /^event\.data((?:\.[A-Za-z_]\w*)+)$/;
const FAILURE_EXPRESSION = /^event\.data((?:\.[A-Za-z_]\w*)+) == '([^'\\]*)'$/;
const CRON = /^(?:(?:CRON_)?TZ=(\S+) )?([\d*/,-]\S*(?: [\w*/,-]+){4})$/;
const CRON_FIELD =
  /^(?:[\d*/,-]|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)+$/i;
const DEFAULT_RETRIES = 4;
const FAILED_EVENT = "inngest/function.failed";

const Limit = z.object({ limit: z.int().min(0), key: z.string().optional(), scope: z.string().optional() });
const FunctionConfig = z.looseObject({
  id: z.string().min(1).max(255),
  triggers: z.array(z.record(z.string(), z.unknown())).min(1).max(10),
  steps: z.record(
    z.string(),
    z.object({
      runtime: z.object({ type: z.string(), url: z.url({ protocol: /^https?$/ }) }),
      retries: z.object({ attempts: z.int().min(0).max(20) }).optional(),
    }),
  ),
  concurrency: z.union([z.int().min(0), Limit, z.array(Limit).max(2)]).optional(),
  priority: z.strictObject({ run: z.string().optional() }).optional(),
});
const Registration = z.object({ appName: z.string().min(1), functions: z.array(z.unknown()) });

const READ = new Set(["id", "name", "triggers", "steps", "concurrency", "priority"]);

export type RegistrationResult = { ok: true; app: EngineApp } | { ok: false; message: string };

/** Reads what the SDK registers; refuses the whole app, naming each function and feature not implemented. */
export function readRegistration(body: unknown): RegistrationResult {
  const registration = Registration.safeParse(body);
  if (!registration.success) return { ok: false, message: z.prettifyError(registration.error) };
  const functions: EngineFunction[] = [];
  const refusals: string[] = [];
  for (const given of registration.data.functions) {
    const config = FunctionConfig.safeParse(given);
    if (!config.success) {
      const id = (given as { id?: unknown } | null)?.id;
      refusals.push(`Function "${String(id)}" is not usable: ${z.prettifyError(config.error)}`);
      continue;
    }
    const read = readFunction(config.data);
    functions.push(read.fn);
    for (const feature of read.refused) refusals.push(`Function "${config.data.id}" uses ${feature}`);
  }
  if (refusals.length > 0) {
    const advice =
      "The embedded engine does not implement this; run it on Inngest (SLUICE_ENGINE=inngest or dev).";
    return { ok: false, message: `${refusals.join("; ")}. ${advice}` };
  }
  return { ok: true, app: { _id: registration.data.appName, functions } };
}

function readFunction(config: z.infer<typeof FunctionConfig>): { fn: EngineFunction; refused: string[] } {
  const refused: string[] = [];
  for (const [key, value] of Object.entries(config)) {
    const isAbsent = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!READ.has(key) && !isAbsent) refused.push(key === "cancel" ? "cancelOn" : key);
  }
  const step = config.steps.step;
  if (step?.runtime.type !== "http" || Object.keys(config.steps).length !== 1)
    refused.push("a runtime other than http");
  const triggers = config.triggers.flatMap((trigger) => readTrigger(trigger, refused));
  const concurrency = readConcurrency(config.concurrency, refused);
  const priority = readPriority(config.priority?.run, refused);
  const fn: EngineFunction = {
    id: config.id,
    url: step?.runtime.url ?? "",
    maxAttempts: (step?.retries?.attempts ?? DEFAULT_RETRIES) + 1,
    triggers,
    concurrency,
  };
  if (priority !== undefined) fn.priority = priority;
  return { fn, refused };
}

function readTrigger(trigger: Record<string, unknown>, refused: string[]): Trigger[] {
  for (const [key, value] of Object.entries(trigger)) {
    if (!["event", "expression", "cron"].includes(key) && value) refused.push(`trigger ${key}`);
  }
  const { event, expression, cron } = trigger;
  if (typeof cron === "string") {
    if (!isCron(cron)) refused.push(`the cron "${cron}" (needs 5 fields, optionally after TZ=<zone>)`);
    return [{ kind: "cron", cron }];
  }
  if (typeof event !== "string" || event === "") {
    refused.push("a trigger without event or cron");
    return [];
  }
  if (event.includes("*")) refused.push(`the wildcard trigger "${event}"`);
  if (event.startsWith("inngest/") && event !== FAILED_EVENT) refused.push(`the internal event "${event}"`);
  if (!expression) return [{ kind: "event", event }];
  const [, path, value] = FAILURE_EXPRESSION.exec(String(expression)) ?? [];
  if (path === undefined || value === undefined) {
    refused.push(`the trigger expression "${expression}"`);
    return [];
  }
  return [{ kind: "event", event, match: { path: path.slice(1).split("."), value } }];
}

function readConcurrency(given: z.infer<typeof FunctionConfig>["concurrency"], refused: string[]) {
  const limits = given === undefined ? [] : typeof given === "number" ? [{ limit: given }] : [given].flat();
  return limits.flatMap(({ limit, key, scope }: z.infer<typeof Limit>) => {
    if (scope && scope !== "fn") refused.push(`concurrency scope "${scope}"`);
    const path = key ? readPath(key) : undefined;
    if (key && !path) refused.push(`the concurrency key "${key}"`);
    if (limit === 0) return [];
    return path ? [{ limit, key: path }] : [{ limit }];
  });
}

function readPriority(run: string | undefined, refused: string[]): number | string[] | undefined {
  if (!run) return undefined;
  if (/^-?\d+$/.test(run)) return Number(run);
  const path = readPath(run);
  if (!path) refused.push(`the priority "${run}"`);
  return path;
}

function readPath(expression: string): string[] | undefined {
  return PATH.exec(expression)?.[1]?.slice(1).split(".");
}

/** The schedule of a registered cron, e.g. `TZ=Europe/Paris 0 5 * * *`. */
export function readCron(cron: string): Cron {
  const [, timezone, fields = ""] = CRON.exec(cron) ?? [];
  return new Cron(fields, { mode: "5-part", ...(timezone ? { timezone } : {}) });
}

function isCron(cron: string): boolean {
  const fields = CRON.exec(cron)?.[2]?.split(" ");
  if (!fields?.every((field) => CRON_FIELD.test(field))) return false;
  try {
    return readCron(cron).nextRun() !== null;
  } catch {
    return false;
  }
}
