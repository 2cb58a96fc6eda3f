import { expect, test } from "vitest";
import type { Connector, Headers, SignedRequest } from "./connector.ts";

const NOW = Date.UTC(2026, 4, 17, 9, 30);

export interface Expectations {
  /** Seconds by which the sender's clock may differ from ours, on both sides. */
  readonly toleranceSeconds: number;
  /** Two of the provider's signing secrets. */
  readonly secrets: readonly [string, string];
  /**
   * Joins the signatures of two secrets over one body into the headers a provider sends during a rotation; absent
   * where it signs with one secret at a time.
   */
  readonly merge?: (first: Headers, second: Headers) => Headers;
}

/** What every connector has to satisfy; call inside a `describe`. */
export function testConformance(
  connector: Connector,
  { toleranceSeconds, secrets, merge }: Expectations,
): void {
  const [SECRET, OTHER_SECRET] = secrets;
  const type = connector.sampleTypes[0]!;
  const signed = (secret = SECRET, now = NOW): SignedRequest => ({
    ...connector.sample(type, secret, now),
    now,
  });
  const payloadOf = (sampleType: string, now = NOW): unknown =>
    JSON.parse(connector.sample(sampleType, SECRET, now).rawBody.toString());

  test("what it signs, it verifies", () => {
    for (const sampleType of connector.sampleTypes) {
      const request = { ...connector.sample(sampleType, SECRET, NOW), now: NOW };
      expect(connector.verify(request, [SECRET]), sampleType).toEqual({ ok: true, secret: 0 });
    }
  });

  test("signs with its signature headers and no others", () => {
    expect(Object.keys(signed().headers).sort()).toEqual([...connector.signatureHeaders].sort());
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
      const payload = payloadOf(sampleType);
      const envelope = connector.envelope(payload);
      if (typeof envelope === "string") throw new Error(`${sampleType}: ${envelope}`);
      expect(envelope.type).toBe(sampleType);
      expect(envelope.terms.length).toBeLessThanOrEqual(12);
      if (envelope.tieKey) expect(envelope.terms).toContain(envelope.tieKey);
      const mapping = connector.map(payload);
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
      const mapping = connector.map(payloadOf(sampleType));
      expect(group?.collections, sampleType).toContain(mapping.kind === "change" && mapping.collection);
    }
    for (const group of connector.eventGroups)
      for (const collection of group.collections) expect(collection).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  test("the steps show the URL, the event types and, where the provider makes it, the secret", () => {
    const shown = connector.setupSteps.map((step) => step.shows).filter((one) => one !== undefined);
    const secret = connector.secretMintedBy === "provider" ? ["secret"] : [];
    expect(shown.sort()).toEqual(["events", "url", ...secret].sort());
    for (const { text } of connector.setupSteps) expect(text.split("**").length % 2).toBe(1);
  });

  test("samples are new events of the given time", () => {
    const [first, second] = [payloadOf(type), payloadOf(type, NOW + 60_000)].map((payload) =>
      connector.envelope(payload),
    );
    if (typeof first !== "object" || typeof second !== "object") throw new Error("no envelope");
    expect(first.eventId).not.toBe(second.eventId);
    expect(second.at - first.at).toBe(60_000_000);
    expect([connector.isSample(first.eventId), connector.isSample("evt_1")]).toEqual([true, false]);
    expect(() => connector.sample("no.such_type", SECRET, NOW)).toThrow(RangeError);
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
      expect(connector.envelope(payload), JSON.stringify(payload)).toBeTypeOf("string");
      expect(connector.map(payload)).toMatchObject({ kind: "ignored" });
    }
  });

  test("a tie of copies is decided, and in bounded time", () => {
    const payload = payloadOf(type);
    expect(connector.resolveTie([payload])).toEqual({ winner: 0, ambiguous: false });
    expect(connector.resolveTie([payload, structuredClone(payload)])).toMatchObject({ ambiguous: false });
    const many = connector.sampleTypes.flatMap((sampleType) => [
      payloadOf(sampleType),
      payloadOf(sampleType),
    ]);
    const { winner } = connector.resolveTie(many);
    expect(winner).toBeGreaterThanOrEqual(0);
    expect(winner).toBeLessThan(many.length);
  });
}
