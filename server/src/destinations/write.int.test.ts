import { afterAll, expect, inject, test } from "vitest";
import { noFaults } from "../platform/faults.ts";
import { type ApplyOptions, applySome } from "./write.ts";
import { changeOf, customer, newId, openDestination, stripe, T } from "./write-testing.ts";

const { client, db, apply, read, close } = openDestination(inject("mongoUri"), "write");
afterAll(close);
const commands: string[] = [];
client.on("commandStarted", ({ commandName }) => commands.push(commandName));

test("a document holds the object and where it came from", async () => {
  const id = newId();
  const now = new Date();
  const odd = { price: "$5 off", $set: 1, "a.b": { $x: [] }, _id: "other", name: null };
  expect(await apply([changeOf(customer(id, "evt_1", 0, odd))], [], { now })).toEqual([{ kind: "applied" }]);
  expect(await read(id)).toEqual({
    ...odd,
    _id: id,
    id,
    object: "customer",
    _sync_metadata: {
      source: "stripe",
      jobId: "job_1",
      eventId: "evt_1",
      eventType: "customer.updated",
      eventAt: new Date(T * 1000),
      syncedAt: now,
      via: "webhook",
      version: "17500000000000002001evt_1.000",
    },
  });
});

test("newer replaces, older and repeated do not, in one batch or in several", async () => {
  const id = newId();
  const [first, second, third] = [0, 1, 2].map((n) => changeOf(customer(id, `evt_${n}`, n, { n })));
  expect(await apply([second!])).toEqual([{ kind: "applied" }]);
  expect(await apply([first!, second!])).toEqual([
    { kind: "superseded", by: "evt_1" },
    { kind: "unchanged" },
  ]);
  expect(await apply([first!, third!, second!, third!])).toEqual([
    { kind: "superseded", by: "evt_2" },
    { kind: "applied" },
    { kind: "superseded", by: "evt_2" },
    { kind: "unchanged" },
  ]);
  expect(await read(id)).toMatchObject({ n: 2 });
});

test("the ordinary batch costs one bulk a collection and one look at the tombstones", async () => {
  const changes = Array.from({ length: 50 }, (_, n) => changeOf(customer(newId(), `evt_${n}`, n)));
  commands.length = 0;
  await apply(changes);
  expect(commands).toEqual(["update", "find"]);
});

test("a tie is found in the next batch and in the same, and resolved alike", async () => {
  const before = { name: "a", email: "1" };
  const build = (id: string) => [
    customer(
      id,
      "evt_2",
      0,
      { ...before, name: "b" },
      {
        data: {
          object: { object: "customer", id, ...before, name: "b" },
          previous_attributes: { name: "a" },
        },
      },
    ),
    customer(
      id,
      "evt_1",
      0,
      {},
      {
        data: {
          object: { object: "customer", id, name: "b", email: "2" },
          previous_attributes: { email: "1" },
        },
      },
    ),
  ];
  const [apart, together] = [newId(), newId()];
  const [first, second] = build(apart);
  const ledger = [first!, second!];
  expect(await apply([changeOf(second!)])).toEqual([{ kind: "applied" }]);
  expect(await apply([changeOf(first!)], ledger)).toEqual([{ kind: "superseded", by: "evt_1" }]);
  const both = build(together);
  expect(
    await apply(
      both.map((payload) => changeOf(payload)),
      both,
    ),
  ).toEqual([{ kind: "superseded", by: "evt_1" }, { kind: "applied" }]);
  for (const id of [apart, together]) {
    expect(await read(id)).toMatchObject({
      name: "b",
      email: "2",
      _sync_metadata: { version: "17500000000000002002evt_1.000" },
    });
  }
});

test("an undecidable tie ends alike whatever came first, and says so", async () => {
  const orders = [
    [0, 1],
    [1, 0],
  ] as const;
  for (const order of orders) {
    const id = newId();
    const events = [customer(id, "evt_a", 0, { name: "a" }), customer(id, "evt_b", 0, { name: "b" })];
    for (const index of order) await apply([changeOf(events[index]!)], events);
    expect(await read(id)).toMatchObject({
      name: "b",
      _sync_metadata: { ambiguous: true, eventId: "evt_b" },
    });
    expect(await apply([changeOf(events[0]!)], events)).toEqual([
      { kind: "superseded", by: "evt_b", ambiguous: true },
    ]);
  }
});

test("a resolution does not replace an event it did not know", async () => {
  const id = newId();
  const steps = [0, 1, 2].map((n) =>
    customer(
      id,
      `evt_${n}`,
      0,
      {},
      { data: { object: { object: "customer", id, balance: n + 1 }, previous_attributes: { balance: n } } },
    ),
  );
  let isFirst = true;
  const ties: ApplyOptions["ties"] = async () => {
    const known = isFirst ? steps.slice(0, 2) : steps;
    // The third event is stored and written between the look at the ledger and the write.
    if (isFirst) {
      isFirst = false;
      await apply([changeOf(steps[2]!)]);
    }
    return known.map((payload) => ({ eventId: payload.id, type: payload.type, payload }));
  };
  await apply([changeOf(steps[0]!), changeOf(steps[1]!)], [], { ties });
  expect(await read(id)).toMatchObject({
    balance: 3,
    _sync_metadata: { version: "17500000000000002003evt_2.000" },
  });
});

test("an edited replay beats its origin and loses to later events; a plain one changes nothing", async () => {
  const id = newId();
  const origin = customer(id, "evt_1", 0, { n: 1 });
  await apply([changeOf(origin)]);
  expect(await apply([changeOf(origin, { via: "replay" })])).toEqual([{ kind: "unchanged" }]);
  const edit = (eventId: string, n: number) =>
    changeOf(customer(id, "evt_1", 0, { n }), { eventId, manual: true, via: "replay" });
  expect(await apply([edit("row_1", 2)])).toEqual([{ kind: "applied" }]);
  expect(await apply([edit("row_2", 3)])).toEqual([{ kind: "applied" }]);
  expect(await apply([edit("row_1", 2), changeOf(origin)])).toEqual([
    { kind: "superseded", by: "row_2" },
    { kind: "superseded", by: "row_2" },
  ]);
  expect(await apply([changeOf(customer(id, "evt_2", 1, { n: 4 }))])).toEqual([{ kind: "applied" }]);
  expect(await apply([edit("row_3", 5)])).toEqual([{ kind: "superseded", by: "evt_2" }]);
});

test("a higher revision of the transformation replaces at an equal version", async () => {
  const payload = customer(newId(), "evt_1", 0);
  await apply([changeOf(payload)]);
  expect(await apply([changeOf(payload, { revision: 1 })], [payload])).toEqual([{ kind: "applied" }]);
  expect(await apply([changeOf(payload)], [payload])).toEqual([{ kind: "unchanged" }]);
});

test("many overlapping writers of one new id leave the newest", async () => {
  const id = newId();
  const outcomes = await Promise.all(
    Array.from({ length: 24 }, (_, n) => apply([changeOf(customer(id, `evt_${n}`, n, { n }))])),
  );
  expect(outcomes.flat().every(({ kind }) => kind === "applied" || kind === "superseded")).toBe(true);
  expect(await read(id)).toMatchObject({ n: 23 });
});

test("ties that there is no time for are left, and each call decides one", async () => {
  const ids = [newId(), newId(), newId()];
  const ledger = ids.flatMap((id) =>
    ["a", "b"].map((name) => customer(id, `evt_${id}_${name}`, 0, { name })),
  );
  let shapings = 0;
  const options: ApplyOptions = {
    deleteMode: "hard",
    connector: {
      map: stripe.map,
      resolveTie: stripe.resolveTie,
      async shapeAll(items) {
        shapings += 1;
        return items.map(({ mapping }) => ({ ...mapping, document: { ...mapping.document, shaped: true } }));
      },
    },
    ties: async () => ledger.map((payload) => ({ eventId: payload.id, type: payload.type, payload })),
    faults: noFaults,
    now: new Date(),
  };
  let open = ledger.map((payload) => changeOf(payload));
  for (const left of [4, 2, 0]) {
    const outcomes = await applySome(db, open, options, 0);
    open = open.filter((_, index) => outcomes[index] === undefined);
    expect(open).toHaveLength(left);
  }
  expect(shapings).toBe(0);
  for (const id of ids) expect(await read(id)).toMatchObject({ name: "b" });
  // Of one that is not in the batch the job's shape makes what it makes of the others.
  const later = ids.map((id) => changeOf(customer(id, `evt_${id}_0`, 0, { name: "0" })));
  expect(await applySome(db, later, options, 0)).toEqual([
    { kind: "superseded", by: `evt_${ids[0]}_b`, ambiguous: true },
    undefined,
    undefined,
  ]);
  expect(shapings).toBe(1);
  expect(await read(ids[0] as string)).toMatchObject({ name: "b", shaped: true });
});
