import type { ReactNode } from "react";

/** Names and values, one below the other: `[["Job", <Link…/>], ["Attempts", 5]]`. A null value leaves its line out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-3">
      {facts.map(
        ([name, value]) =>
          value !== null &&
          value !== undefined && (
            <div key={name} className="contents">
              <dt className="py-1 text-fg-3">{name}</dt>
              <dd className="py-1 break-words">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
