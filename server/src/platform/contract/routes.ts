import type { Contract, OpDef } from "@sluice/shared/contract";

export interface Route {
  readonly feature: string;
  readonly name: string;
  readonly op: OpDef;
}

/** Every operation that is served from the contract. */
export const toRoutes = (contract: Contract): Route[] =>
  Object.entries(contract).flatMap(([feature, ops]) =>
    Object.entries(ops).flatMap(([name, op]) => (op.raw ? [] : [{ feature, name, op }])),
  );

/** A literal segment comes before a parameter at the same place, wherever the two are declared. */
export function byPrecedence(a: Route, b: Route): number {
  const left = a.op.path.split("/");
  const right = b.op.path.split("/");
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference =
      Number(left[at]?.startsWith("{") ?? false) - Number(right[at]?.startsWith("{") ?? false);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const expressPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ":$1");
