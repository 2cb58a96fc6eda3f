import type { Operation, Transform } from "@sluice/shared/transforms";
import { newKey } from "./filter-draft.ts";

export type OperationName = Operation["op"];

/** An operation as it is edited: every field that any of them has, as it is typed. */
export interface OperationDraft {
  readonly key: string;
  readonly op: OperationName;
  /** With commas between them. */
  readonly paths: string;
  readonly from: string;
  readonly to: string;
  readonly keep: string;
  readonly separator: string;
}

export const OPERATION_WORDS: Readonly<Record<OperationName, string>> = {
  drop: "Drop fields",
  pick: "Keep only some fields",
  rename: "Rename a field",
  mask: "Mask",
  hash: "Hash",
  flatten: "Flatten",
};

export const OPERATION_HINTS: Readonly<Record<OperationName, string>> = {
  drop: "They are not stored.",
  pick: "Other fields are not stored.",
  rename: "A field that has the new name is replaced.",
  mask: "Only the last characters stay: ****4242.",
  hash: "Equal values stay equal, and cannot be guessed: the key is this job's own.",
  flatten: "address.city becomes address_city. Lists stay as they are.",
};

export const newOperation = (op: OperationName = "drop"): OperationDraft => ({
  key: newKey(),
  op,
  paths: "",
  from: "",
  to: "",
  keep: "4",
  separator: "_",
});

const listOf = (text: string): string[] =>
  text
    .split(/[,\s]+/)
    .map((path) => path.trim())
    .filter((path) => path !== "");

export function operationOf({ op, paths, from, to, keep, separator }: OperationDraft): Operation {
  switch (op) {
    case "rename":
      return { op, from: from.trim(), to: to.trim() };
    case "mask":
      return { op, paths: listOf(paths), keep: Number(keep) || 0 };
    case "flatten":
      return { op, separator: separator || "_", ...(from.trim() && { path: from.trim() }) };
    default:
      return { op, paths: listOf(paths) };
  }
}

function operationDraft(operation: Operation): OperationDraft {
  const draft = newOperation(operation.op);
  switch (operation.op) {
    case "rename":
      return { ...draft, from: operation.from, to: operation.to };
    case "flatten":
      return { ...draft, from: operation.path ?? "", separator: operation.separator };
    case "mask":
      return { ...draft, paths: operation.paths.join(", "), keep: String(operation.keep) };
    default:
      return { ...draft, paths: operation.paths.join(", ") };
  }
}

export interface TransformDraft {
  readonly mode: "none" | "operations" | "javascript";
  readonly operations: readonly OperationDraft[];
  readonly javascript: string;
}

export const EXAMPLE = `export default function (document, event) {
  // Return what is stored. Return null to leave it out.
  return document;
}
`;

export function transformDraft(transform: Transform | undefined): TransformDraft {
  if (!transform) return { mode: "none", operations: [], javascript: EXAMPLE };
  if ("javascript" in transform)
    return { mode: "javascript", operations: [], javascript: transform.javascript };
  return { mode: "operations", operations: transform.operations.map(operationDraft), javascript: EXAMPLE };
}

/** What the API takes. */
export function transformOf({ mode, operations, javascript }: TransformDraft): Transform | null {
  if (mode === "javascript") return { javascript };
  if (mode === "none" || operations.length === 0) return null;
  return { operations: operations.map(operationOf) };
}

export function isWhole({ mode, operations, javascript }: TransformDraft): boolean {
  if (mode === "javascript") return javascript.trim() !== "";
  if (mode === "none") return true;
  return operations.every((draft) => {
    const operation = operationOf(draft);
    if (operation.op === "rename") return operation.from !== "" && operation.to !== "";
    return operation.op === "flatten" || operation.paths.length > 0;
  });
}

/** One place up (-1) or down (1). */
export function moved(
  operations: readonly OperationDraft[],
  index: number,
  by: -1 | 1,
): readonly OperationDraft[] {
  const next = [...operations];
  const [one] = next.splice(index, 1);
  if (one) next.splice(index + by, 0, one);
  return next;
}
