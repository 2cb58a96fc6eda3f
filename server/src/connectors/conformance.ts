import { expect, test } from "vitest";
import type { Connector, Envelope, Headers, Mapping, SignedRequest } from "./connector.ts";

const NOW = Date.UTC(2026, 4, 17, 9, 30);

export interface Expectations {
  /** Seconds by which the sender's clock may differ from ours, on both sides; absent where no time is signed. */
  readonly toleranceSeconds?: number;
  /** Two of the provider's signing secrets. */
  readonly secrets: readonly [string, string];
  /**
   * Joins the signatures of two secrets over one body into the headers a provider sends during a rotation; absent
   * where it signs with one secret at a time.
   */
  readonly merge?: (first: Headers, second: Headers) => Headers;
  /** An event of any type of the catalogue, and of one that is not in it. */
  readonly eventOf: (type: string) => Event;
}

/** What is read once it is verified. */
export interface Event {
  readonly payload: unknown;
  readonly headers: Headers;
}

/** What every connector has to satisfy; call inside a `describe`. */
export function testConformance(
  connector: Connector,
  { toleranceSeconds, secrets, merge, eventOf }: Expectations,
): void {
  const [SECRET, OTHER_SECRET] = secrets;
  const type = connector.sampleTypes[0]!;
  const signed = (secret = SECRET, now = NOW): SignedRequest => ({
    ...connector.sample(type, secret, now),
    now,
  });
  const sampleOf = (sampleType: string, now = NOW): Event => {
    const { rawBody, headers } = connector.sample(sampleType, SECRET, now);
    return { payload: JSON.parse(rawBody.toString()), headers };
  };
  const read = ({ payload, headers }: Event): Envelope & { mapping: Mapping } => {
    const envelope = connector.envelope(payload, headers);
    if (typeof envelope === "string") throw new Error(envelope);
    return { ...envelope, mapping: connector.map(payload, envelope.type) };
  };

  test("what it signs, it verifies", () => {
    for (const sampleType of connector.sampleTypes) {
      const request = { ...connector.sample(sampleType, SECRET, NOW), now: NOW };
      expect(connector.verify(request, [SECRET]), sampleType).toEqual({ ok: true, secret: 0 });
    }
  });

  test("sends the headers that it signs with and reads, and no others", () => {
    const read = [...connector.signatureHeaders, ...(connector.eventHeaders ?? [])];
    expect(Object.keys(signed().headers).sort()).toEqual(read.sort());
  });

  test("refuses a changed body, another secret, a blank one and none", () => {
    const request = signed();
    const changed = Buffer.from(request.rawBody);
    changed[changed.length - 3]! ^= 1;
    expect(connector.verify({ ...request, rawBody: changed }, [SECRET])).toMatchObject({
      reason: "signature",
    });
    expect(connector.verify({ ...request, rawBody: Buffer.alloc(0) }, [SECRET])).toMatchObject({ ok: false });
    expect(connector.verify(request, [OTHER_SECRET])).toMatchObject({ reason: "signature" });
    expect(connector.verify(request, [""])).toMatchObject({ ok: false });
    expect(connector.verify(request, [])).toMatchObject({ ok: false });
  });

  test("accepts either of two secrets", () => {
    const request = signed();
    expect(connector.verify(request, [OTHER_SECRET, SECRET])).toEqual({ ok: true, secret: 1 });
    expect(connector.verify(request, [SECRET, OTHER_SECRET])).toEqual({ ok: true, secret: 0 });
  });

  test.runIf(merge)("accepts either of two signatures", () => {
    if (!merge) return;
    const request = signed();
    const wrong = { ...signed(OTHER_SECRET).headers };
    for (const headers of [merge(wrong, request.headers), merge(request.headers, wrong)]) {
      expect(connector.verify({ ...request, headers }, [SECRET])).toEqual({ ok: true, secret: 0 });
    }
  });

  test("takes a clock within the tolerance and refuses both sides beyond, with the age", () => {
    const request = signed();
    if (toleranceSeconds === undefined) {
      for (const now of [0, NOW + 31_536_000_000])
        expect(connector.verify({ ...request, now }, [SECRET])).toMatchObject({ ok: true });
      return;
    }
    for (const seconds of [-toleranceSeconds, 0, toleranceSeconds]) {
      expect(connector.verify({ ...request, now: NOW + seconds * 1000 }, [SECRET]), `${seconds} s`).toEqual({
        ok: true,
        secret: 0,
      });
    }
    for (const seconds of [-toleranceSeconds - 1, toleranceSeconds + 1, 31_536_000]) {
      const verdict = connector.verify({ ...request, now: NOW + seconds * 1000 }, [SECRET]);
      expect(verdict).toMatchObject({ ok: false, reason: "timestamp", details: { ageSeconds: seconds } });
    }
  });

  test("never throws, whatever the headers say", () => {
    const request = signed();
    for (const name of connector.signatureHeaders) {
      expect(connector.verify({ ...request, headers: {} }, [SECRET])).toMatchObject({
        reason: "header_missing",
      });
      for (const value of [
        "",
        ",",
        "=",
        "x",
        "t=",
        "v1=",
        "t=1",
        "v1=ab",
        "t=,v1=",
        "t=-1,v1=a",
        "t=9e99,v1=a",
        "\0",
        "é=ü",
        "t=1,".repeat(999),
      ]) {
        const headers = { ...request.headers, [name]: value };
        expect(connector.verify({ ...request, headers }, [SECRET]), JSON.stringify(value)).toMatchObject({
          ok: false,
        });
      }
    }
  });

  test("every sample has an envelope and lands in a collection", () => {
    for (const sampleType of connector.sampleTypes) {
      const { mapping, ...envelope } = read(sampleOf(sampleType));
      expect(envelope.type).toBe(sampleType);
      expect(envelope.terms.length).toBeLessThanOrEqual(12);
      if (envelope.tieKey) {
        expect(envelope.terms).toContain(envelope.tieKey);
        expect(envelope.tieKey.startsWith(`${envelope.objectId}@`)).toBe(true);
      }
      if (mapping.kind === "ignored") throw new Error(`${sampleType}: ${mapping.reason}`);
      expect(mapping.collection).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(mapping).toMatchObject({ id: envelope.objectId, at: envelope.at });
      expect(Number.isSafeInteger(mapping.at)).toBe(true);
      const isDelete = mapping.operation === "delete";
      expect(mapping.rank, sampleType).toBeGreaterThanOrEqual(isDelete ? 80 : 10);
      expect(mapping.rank, sampleType).toBeLessThanOrEqual(isDelete ? 89 : 69);
    }
  });

  test("every sample's type is in the catalogue, under the collection it lands in", () => {
    const types = connector.eventGroups.flatMap((group) => group.types);
    expect(new Set(types).size).toBe(types.length);
    for (const sampleType of connector.sampleTypes) {
      const group = connector.eventGroups.find((one) => one.types.includes(sampleType));
      const { mapping } = read(sampleOf(sampleType));
      expect(group?.collections, sampleType).toContain(mapping.kind === "change" && mapping.collection);
    }
    for (const group of connector.eventGroups)
      for (const collection of group.collections) expect(collection).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  test("every type it names lands in a collection of its group, or is ignored with a reason", () => {
    for (const { types, collections } of connector.eventGroups) {
      const landed = types.filter((named) => {
        const { type: told, mapping } = read(eventOf(named));
        expect(told).toBe(named);
        if (mapping.kind === "change") expect(collections, named).toContain(mapping.collection);
        else expect(mapping.reason, named).not.toBe("");
        return mapping.kind === "change";
      });
      expect(landed.length > 0, types[0]).toBe(collections.length > 0);
    }
  });

  test("a type it does not know is taken in all the same", () => {
    const { type: told, mapping } = read(eventOf("unheard_of.happened"));
    expect([told, mapping.kind]).toEqual([
      "unheard_of.happened",
      expect.stringMatching(/^(change|ignored)$/),
    ]);
  });

  test("the steps show the URL, the event types and the secret", () => {
    const shown = connector.setupSteps.map((step) => step.shows).filter((one) => one !== undefined);
    expect(shown.sort()).toEqual(["events", "secret", "url"]);
    for (const { text } of connector.setupSteps) expect(text.split("**").length % 2).toBe(1);
  });

  test("samples are new events of the given time", () => {
    const [first, second] = [read(sampleOf(type)), read(sampleOf(type, NOW + 60_000))];
    expect(first.eventId).not.toBe(second.eventId);
    expect(Number(second.at) - Number(first.at)).toBe(60_000_000);
    expect([connector.isSample(first.eventId), connector.isSample("evt_1")]).toEqual([true, false]);
    expect(() => connector.sample("no.such_type", SECRET, NOW)).toThrow(RangeError);
  });

  test("events of one object and time share a tie key, and those of another time do not", () => {
    const [first, second, later] = [NOW, NOW, NOW + 60_000].map((now) => read(sampleOf(type, now)));
    expect(first?.tieKey).toBeDefined();
    expect(second?.tieKey).toBe(first?.tieKey);
    expect(later?.tieKey).not.toBe(first?.tieKey);
  });

  test("junk is refused with a reason, not with an exception", () => {
    const junk = [
      null,
      undefined,
      true,
      7,
      "text",
      [],
      [{}],
      {},
      { id: 1 },
      { data: null },
      Object.create(null),
    ];
    for (const payload of junk) {
      expect(connector.envelope(payload, {}), JSON.stringify(payload)).toBeTypeOf("string");
      expect(connector.map(payload, type)).toMatchObject({ kind: "ignored" });
    }
  });

  test("a tie of copies is decided, and in bounded time", () => {
    const { payload } = sampleOf(type);
    expect(connector.resolveTie([payload], [type])).toEqual({ winner: 0, ambiguous: false });
    expect(connector.resolveTie([payload, structuredClone(payload)], [type, type])).toMatchObject({
      ambiguous: false,
    });
    const types = connector.sampleTypes.flatMap((sampleType) => [sampleType, sampleType]);
    const many = types.map((sampleType) => sampleOf(sampleType).payload);
    const { winner } = connector.resolveTie(many, types);
    expect(winner).toBeGreaterThanOrEqual(0);
    expect(winner).toBeLessThan(many.length);
  });
}
