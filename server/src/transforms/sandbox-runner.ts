import { LIMITS } from "./sandbox-wire.ts";

/**
 * Runs inside the sandbox, before the function is loaded, and keeps what it needs for itself. Time and chance are
 * refused, because a replay must give the same document; local time is UTC.
 */
export const RUNNER = `(() => {
  const { parse, stringify } = JSON;
  const { isArray } = Array;
  const { getPrototypeOf } = Object;
  const objectPrototype = Object.prototype;
  const NativeDate = Date;
  const text = String;
  const number = Number;
  const refused = (what) => {
    throw new Error(what + " is not available: the same event must always give the same document.");
  };
  Math.random = () => refused("Math.random");
  const zoned = /(?:Z|GMT|UTC|[+-]\\d\\d:?\\d\\d)\\s*(?:\\([^)]*\\))?$/i;
  const parseDate = NativeDate.parse;
  const asUtc = (value) => {
    const said = text(value);
    if (zoned.test(said) || /^[+-]?\\d{4,6}(?:-\\d\\d){0,2}$/.test(said)) return parseDate(said);
    return parseDate(said + (/^[+-]?\\d{4,6}-\\d\\d-\\d\\dT/.test(said) ? "Z" : " UTC"));
  };
  const FixedDate = function Date(...parts) {
    if (!new.target || parts.length === 0) refused("The present time");
    if (parts.length > 1) return new NativeDate(NativeDate.UTC(...parts));
    const [one] = parts;
    return new NativeDate(typeof one === "string" ? asUtc(one) : one);
  };
  FixedDate.prototype = NativeDate.prototype;
  FixedDate.prototype.constructor = FixedDate;
  FixedDate.UTC = NativeDate.UTC;
  FixedDate.parse = asUtc;
  FixedDate.now = () => refused("Date.now");
  const own = NativeDate.prototype;
  for (const name of Object.getOwnPropertyNames(own))
    if (/^[gs]etUTC/.test(name)) own[name.replace("UTC", "")] = own[name];
  own.getTimezoneOffset = () => 0;
  const { toISOString, toUTCString } = own;
  own.toString = toUTCString;
  own.toDateString = function () { return toISOString.call(this).slice(0, 10); };
  own.toTimeString = function () { return toISOString.call(this).slice(11); };
  own.toLocaleString = own.toLocaleDateString = own.toLocaleTimeString = toISOString;
  globalThis.Date = FixedDate;
  const lineOf = (stack) => {
    const found = /transform\\.js:(\\d+)/.exec(stack);
    return found ? number(found[1]) : null;
  };
  const exec = RegExp.prototype.exec;
  const describe = (thrown) => {
    try {
      if (typeof thrown !== "object" || thrown === null) return { message: "It threw " + text(thrown), line: null };
      const name = text(thrown.name || "Error");
      const message = text(thrown.message || "");
      RegExp.prototype.exec = exec;
      return {
        message: (name === "Error" ? "" : name + ": ") + message || "It threw an error without a message.",
        line: lineOf(text(thrown.stack)),
      };
    } catch {
      return { message: "It threw what cannot be read.", line: null };
    }
  };
  const failed = (message, line = null) =>
    "E" + stringify({ message: text(message).slice(0, ${LIMITS.message}), line });
  const wrong = (value) => {
    if (value === undefined) return "It returned nothing: return the document, or null to leave it out.";
    if (typeof value !== "object") return "It returned a " + typeof value + ": return an object, or null.";
    if (isArray(value)) return "It returned a list: return an object, or null.";
    if (typeof value.then === "function") return "It returned a promise: it cannot be async.";
    const prototype = getPrototypeOf(value);
    if (prototype !== objectPrototype && prototype !== null) return "It returned something that is not a plain object.";
    return undefined;
  };
  return (main) => (document, event) => {
    try {
      const result = main(parse(document), parse(event));
      if (result === null) return "N";
      const trouble = wrong(result);
      if (trouble) return failed(trouble);
      const json = stringify(result);
      if (typeof json !== "string" || json[0] !== "{") return failed("It returned something that is not a plain object.");
      if (json.length > ${LIMITS.result}) return failed("It returned more than ${LIMITS.result} characters.");
      return "D" + json;
    } catch (thrown) {
      const { message, line } = describe(thrown);
      return failed(message, line);
    }
  };
})()`;
