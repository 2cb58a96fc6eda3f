import type { RetentionPreview } from "@sluice/shared/retention";
import { Time } from "../../../components/time.tsx";
import { plural } from "../../../lib/format.ts";

/** What the next cleanup takes away. */
export function Removed({ preview: { bodies, rows } }: { preview: RetentionPreview }) {
  if (bodies.count === 0 && rows.count === 0)
    return <p>The next cleanup, within the hour, finds nothing old enough to remove.</p>;
  return (
    <>
      <p>The next cleanup, within the hour, removes for good:</p>
      <ul className="mt-2 list-disc pl-5">
        <Line what="bodies and headers of" affected={bodies} />
        <Line what="whole" affected={rows} />
      </ul>
    </>
  );
}

function Line({ what, affected }: { what: string; affected: RetentionPreview["bodies"] }) {
  if (affected.count === 0) return null;
  return (
    <li>
      {what} {affected.atLeast && "at least "}
      <span className="font-550 text-fg">{plural(affected.count, "event")}</span>
      {affected.oldest && (
        <>
          , the oldest of <Time at={affected.oldest} format="date" />
        </>
      )}
    </li>
  );
}
