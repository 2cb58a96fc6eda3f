import { type Query, type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { hears, type LiveMessage, useLive } from "../../lib/live.ts";

const AT_MOST_EACH_MS = 1_000;

/**
 * An answer on its way is left to arrive, however slow it is: it may be older than the change, so its query is asked
 * again afterwards. @returns those queries.
 */
export function askAgain(
  client: QueryClient,
  messages: readonly LiveMessage[],
  behind: ReadonlySet<Query>,
): ReadonlySet<Query> {
  const concerned = client.getQueryCache().findAll({
    predicate: (query) => {
      const topic = query.meta?.live;
      return behind.has(query) || (topic !== undefined && messages.some((message) => hears(topic, message)));
    },
  });
  const late = new Set(concerned.filter(({ state }) => state.fetchStatus !== "idle"));
  const now = new Set(concerned.filter((query) => !late.has(query)));
  void client.invalidateQueries({ predicate: (query) => now.has(query) });
  return late;
}

/** Asks again, at most once a second, for what is shown and marked `meta.live`, when the stream tells of a change. */
export function useLiveQueries(): void {
  const client = useQueryClient();
  const heard = useRef<LiveMessage[]>([]);
  const behind = useRef<ReadonlySet<Query>>(new Set());
  const timer = useRef<number>(undefined);
  const flush = () => {
    timer.current = undefined;
    const messages = heard.current;
    if (messages.length === 0 && behind.current.size === 0) return;
    heard.current = [];
    timer.current = window.setTimeout(flush, AT_MOST_EACH_MS);
    behind.current = askAgain(client, messages, behind.current);
  };
  useLive("*", (messages) => {
    heard.current.push(...messages);
    if (timer.current === undefined) flush();
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
}
