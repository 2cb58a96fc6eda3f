import type { Overview } from "@sluice/shared/overview";
import { Link } from "../../components/link.tsx";
import { StatusGlyph, statusWord } from "../../components/status.tsx";
import { Time } from "../../components/time.tsx";

/** The newest events as they come. */
export function Latest({ latest }: Pick<Overview, "latest">) {
  return (
    <section
      aria-labelledby="latest"
      className="min-w-0 border-line px-gutter py-4 max-wide:border-t wide:border-l"
    >
      <h2 id="latest" className="mb-1 flex items-baseline font-600">
        Latest
        <Link to="/events" search={{ live: true }} className="ml-auto font-400">
          Open live tail
        </Link>
      </h2>
      <ul>
        {latest.map(({ id, type, status, jobName, receivedAt }) => (
          <li key={id} className="flex min-h-7 items-center gap-2">
            <StatusGlyph status={status} label={statusWord(status)} />
            <span className="min-w-0 flex-1 truncate">
              <Link
                to="/events/$id"
                params={{ id }}
                look="plain"
                className="inline-flex min-h-6 items-center"
              >
                {type}
              </Link>{" "}
              <span className="text-fg-3">{jobName}</span>
            </span>
            <Time at={receivedAt} className="text-fg-3" />
          </li>
        ))}
      </ul>
      {latest.length === 0 && <p className="text-fg-2">Events appear here as they arrive.</p>}
    </section>
  );
}
