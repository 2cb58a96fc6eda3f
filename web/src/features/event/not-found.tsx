import type { MissingEvent } from "@sluice/shared/events";
import { Empty } from "../../components/empty.tsx";
import { Link } from "../../components/link.tsx";
import { Time } from "../../components/time.tsx";
import { ApiError } from "../../lib/api.ts";

/** Why there is no event of an id, and where else to look. */
export function EventNotFound({ id, error }: { id: string; error: Error | null }) {
  const details = error instanceof ApiError ? (error.details as MissingEvent | undefined) : undefined;
  const look = (
    <Link to="/events" search={{ id }} look="default">
      Look for it in Events
    </Link>
  );
  if (details?.reason === "malformed")
    return (
      <Empty title="This is not an event's id" action={look}>
        Sluice's own ids are evt_ followed by 26 capitals and digits. To find events by the provider's id or
        an object's id, search the list.
      </Empty>
    );
  if (details?.removedAfter)
    return (
      <Empty
        title="Retention has removed this event"
        action={
          <Link to="/settings/$section" params={{ section: "retention" }} look="default">
            See how long events are kept
          </Link>
        }
      >
        It was kept until <Time at={details.removedAfter} format="date" focusable />. What it wrote is still
        in the destination.
      </Empty>
    );
  return (
    <Empty title="There is no such event in this workspace" action={look}>
      It may belong to another workspace, or its job was deleted.
    </Empty>
  );
}
