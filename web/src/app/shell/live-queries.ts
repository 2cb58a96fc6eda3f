import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { hears, type LiveMessage, useLive } from "../../lib/live.ts";

const AT_MOST_EACH_MS = 1_000;

/** Asks again, at most once a second, for what is shown and marked `meta.live`, when the stream tells of a change. */
export function useLiveQueries(): void {
  const client = useQueryClient();
  const heard = useRef<LiveMessage[]>([]);
  const timer = useRef<number>(undefined);
  const flush = () => {
    timer.current = undefined;
    const messages = heard.current;
    if (messages.length === 0) return;
    heard.current = [];
    timer.current = window.setTimeout(flush, AT_MOST_EACH_MS);
    void client.invalidateQueries({
      predicate: ({ meta }) => {
        const topic = meta?.live;
        return topic !== undefined && messages.some((message) => hears(topic, message));
      },
    });
  };
  useLive("*", (messages) => {
    heard.current.push(...messages);
    if (timer.current === undefined) flush();
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
}
