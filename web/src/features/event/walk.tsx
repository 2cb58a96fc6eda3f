import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ChevronDown, ChevronUp } from "lucide-react";
import { IconButton } from "../../components/icon-button.tsx";
import { useShortcuts } from "../../lib/keyboard.ts";
import { useNeighbours } from "./queries.ts";

const route = getRouteApi("/app/events/$id");

/** Up and down the list that led here, without going back to it; J and K do the same. */
export function Walk({ id }: { id: string }) {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { previous, next } = useNeighbours(id, search.list);
  const go = (to: string | undefined) =>
    to && void navigate({ to: "/events/$id", params: { id: to }, search, replace: true });
  const [up, down] = [() => go(previous), () => go(next)];
  useShortcuts({ k: up, j: down });
  return (
    <>
      <IconButton
        label="Previous event"
        title="Previous event, K"
        icon={<ChevronUp size={16} />}
        disabled={!previous}
        onClick={up}
      />
      <IconButton
        label="Next event"
        title="Next event, J"
        icon={<ChevronDown size={16} />}
        disabled={!next}
        onClick={down}
      />
    </>
  );
}
