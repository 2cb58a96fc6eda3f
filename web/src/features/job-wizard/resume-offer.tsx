import type { SyncJobDraft } from "@sluice/shared/sync-jobs";
import { Button } from "../../components/button.tsx";
import { Facts } from "../../components/facts.tsx";
import { Link } from "../../components/link.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Time } from "../../components/time.tsx";
import { wordsFor } from "../jobs/words.ts";
import { useRemoveDraft } from "./draft.ts";
import { STEP_WORDS } from "./search.ts";

/** A job that was begun before: go on with it, or begin anew. */
export function ResumeOffer({ draft }: { draft: SyncJobDraft }) {
  const remove = useRemoveDraft();
  const { database, collectionPrefix = "" } = draft.destination;
  return (
    <section className="max-w-160 px-gutter py-8">
      <h2 className="text-16 font-600">You have an unfinished job</h2>
      <p className="mt-1 mb-4 text-fg-2">
        Saved <Time at={draft.savedAt} format="ago" focusable />. Only you see it.
      </p>
      <Facts
        facts={[
          ["Name", draft.name || "Not named yet"],
          ["Events", draft.webhookConfig.events && wordsFor(draft.webhookConfig.events)],
          ["Destination", database && <code key="to">{`${database}.${collectionPrefix}*`}</code>],
          ["Next step", STEP_WORDS[draft.step]],
        ]}
      />
      <div className="mt-5 flex flex-wrap items-center gap-2">
        <Link to="/jobs/new" search={{ step: draft.step }} look="primary">
          Resume
        </Link>
        <Button busy={remove.isPending} onClick={() => remove.mutate()}>
          Start over
        </Button>
        <Outcome error={remove.error} />
      </div>
    </section>
  );
}
