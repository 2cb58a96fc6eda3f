import type { Concern, Overview } from "@sluice/shared/overview";
import { Link } from "../../components/link.tsx";
import { StatusGlyph, statusWord } from "../../components/status.tsx";
import { Time, useTicking } from "../../components/time.tsx";
import { wordsOf } from "./concern-words.ts";

/** At most five, the worst first, each with one way out. */
export function NeedsYou({ concerns, lastFailureAt }: Pick<Overview, "concerns" | "lastFailureAt">) {
  const { data, total } = concerns;
  if (data.length === 0)
    return (
      <p className="flex items-center gap-2 border-b border-line px-gutter py-3 text-fg-2">
        <StatusGlyph status="processed" />
        <span>
          Nothing needs you.
          {lastFailureAt && (
            <>
              {" "}
              Last failure <Time at={lastFailureAt} />.
            </>
          )}
        </span>
      </p>
    );
  return (
    <section aria-labelledby="needs-you">
      <h2 id="needs-you" className="px-gutter pt-3 pb-2 font-600">
        Needs you <span className="ml-1 font-400 text-fg-3">{total}</span>
      </h2>
      <ul className="border-t border-line">
        {data.map((concern) => (
          <Item key={`${concern.kind} ${concern.jobId}`} concern={concern} />
        ))}
      </ul>
      {total > data.length && (
        <p className="border-b border-line px-gutter py-2 text-12 text-fg-3">
          And {total - data.length} more: <Link to="/jobs">all jobs</Link> are listed by what needs somebody.
        </p>
      )}
    </section>
  );
}

function Item({ concern }: { concern: Concern }) {
  const title = useTicking((now) => wordsOf(concern, now).title);
  const { tone, text, since, action, link } = wordsOf(concern, 0);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-gutter py-1.5">
      <span className="max-rail:mt-0.5 max-rail:self-start">
        <StatusGlyph status={tone} size={16} label={statusWord(tone)} />
      </span>
      <p className="min-w-0 flex-1 basis-60 max-rail:basis-[calc(100%-28px)]">
        <span className="font-550">{title}</span> <span className="text-fg-2">{text}</span>
      </p>
      {since && (
        <span className="text-fg-3 max-rail:pl-7">
          since <Time at={since} format="minute" />
        </span>
      )}
      <Link {...link} look="default" className="max-rail:ml-auto">
        {action}
        <span className="sr-only">: {concern.jobName}</span>
      </Link>
    </li>
  );
}
