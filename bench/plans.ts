import { connectMongo } from "@sluice/server/platform/mongo";
import type { Db, Document } from "mongodb";
import { productQueries } from "./queries.ts";
import { type Job, type Stand, times } from "./stand.ts";

export interface Plan {
  readonly query: string;
  readonly collection: string;
  /** From the outermost stage to the innermost, with the indexes: `LIMIT < FETCH < IXSCAN(claim)`. */
  readonly stages: string;
  /** What the database said instead of running it. */
  readonly error?: string;
}

const EXPLAINABLE = ["find", "aggregate", "update", "delete", "distinct", "findAndModify", "count"] as const;
const OF_THE_SESSION = ["lsid", "$db", "txnNumber", "$clusterTime", "writeConcern", "ordered"];
const WRITES: Readonly<Record<string, string>> = { update: "updates", delete: "deletes" };

/** How the database runs every query of the product: the commands are caught on their way and then explained. */
export async function explainAll(stand: Stand, job: Job): Promise<Plan[]> {
  const client = await connectMongo(stand.uri, times, { monitorCommands: true });
  const caught: Document[] = [];
  client.on("commandStarted", ({ command }) => void caught.push(command));
  const db = client.db("sluice");
  const plans: Plan[] = [];
  for (const [query, run] of productQueries(db, job)) {
    caught.length = 0;
    const error = await run().then(
      () => undefined,
      (reason: unknown) => String(reason),
    );
    if (error) plans.push({ query, collection: "", stages: "", error });
    if (error) continue;
    const seen = new Set<string>();
    for (const command of caught.splice(0).flatMap(explainable)) {
      const plan = await explain(stand.db, query, command);
      if (!seen.has(plan.stages + plan.collection)) plans.push(plan);
      seen.add(plan.stages + plan.collection);
    }
  }
  await client.close();
  return plans;
}

/** One command for each of its writes; none for what cannot be explained. */
function explainable(command: Document): Document[] {
  const name = EXPLAINABLE.find((one) => one in command);
  if (!name) return [];
  const clean = Object.fromEntries(Object.entries(command).filter(([key]) => !OF_THE_SESSION.includes(key)));
  const list = WRITES[name];
  if (!list) return [clean];
  return (command[list] as Document[]).slice(0, 5).map((one) => ({ [name]: command[name], [list]: [one] }));
}

async function explain(db: Db, query: string, command: Document): Promise<Plan> {
  const collection = String(command[EXPLAINABLE.find((one) => one in command) as string]);
  const explained = await db.command({ explain: command, verbosity: "queryPlanner" });
  return { query, collection, stages: stagesOf(winningPlan(explained)).join(" < ") };
}

function winningPlan(explained: Document): Document {
  const first = (explained.stages as Document[] | undefined)?.[0]?.$cursor as Document | undefined;
  const planner = (explained.queryPlanner ?? first?.queryPlanner) as Document;
  const winning = planner.winningPlan as Document;
  return (winning.queryPlan as Document | undefined) ?? winning;
}

function stagesOf(plan: Document): string[] {
  const own = plan.indexName ? `${plan.stage}(${plan.indexName})` : String(plan.stage);
  const inner = [plan.inputStage, ...((plan.inputStages as Document[] | undefined) ?? [])];
  return [own, ...inner.flatMap((stage) => (stage ? stagesOf(stage as Document) : []))];
}
