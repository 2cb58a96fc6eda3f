import { Button } from "../../components/button.tsx";
import { Time } from "../../components/time.tsx";

interface Props {
  readonly at: string;
  readonly sort: "newest" | "oldest";
  readonly found: boolean;
  readonly busy: boolean;
  readonly onGoOn: () => void;
}

/** What is looked for is rare: how far the search came, and that it can go on. */
export function SearchedTo({ at, sort, found, busy, onGoOn }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-gutter py-4" role="status">
      <p className="text-fg-2">
        {found ? "No more" : "None"} found {sort === "newest" ? "back to" : "up to"}{" "}
        <Time at={at} format="full" />.
      </p>
      <Button size="small" busy={busy} onClick={onGoOn}>
        Search {sort === "newest" ? "further back" : "further on"}
      </Button>
    </div>
  );
}
