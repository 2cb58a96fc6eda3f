import type { EventFilterInput, EventPage, EventSummary } from "@sluice/shared/events";
import { hashKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../../lib/api.ts";
import { useLive } from "../../lib/live.ts";
import { listQuery } from "./queries.ts";
import {
  knownIds,
  MOST_PER_S,
  mayChange,
  type Pages,
  rateOf,
  restarted,
  sampleOf,
  updated,
  withFresh,
} from "./tail.ts";

const PAGE = 100;
const LIVE_MS = 1_000;
const QUIET_MS = 3_000;
const BACKFILL_PAGES = 20;
/** A list that follows along does not grow for ever. */
const MOST_ON_FIRST_PAGE = 2_000;
const SECOND_MS = 1_000;

interface Options {
  readonly filter: EventFilterInput;
  /** Whether anything new can belong to the list: newest first, up to now. */
  readonly enabled: boolean;
  readonly isLive: boolean;
  /** Somebody works with the list: nothing may move. */
  readonly isReading: () => boolean;
  /** The rows that can be seen. */
  readonly visible: () => readonly EventSummary[];
}

export interface Tail {
  /** New events that are not shown yet. */
  readonly waiting: number;
  /** There are more of them than were looked at. */
  readonly isMore: boolean;
  readonly show: () => void;
  /** Events per second when only a sample is shown. */
  readonly sampled: number | undefined;
  /** When events came, for the rate. */
  readonly arrivals: () => readonly Arrival[];
}

interface Arrival {
  readonly at: number;
  readonly count: number;
}

interface News {
  readonly rows: readonly EventSummary[];
  readonly isMore: boolean;
}
const NO_NEWS: News = { rows: [], isMore: false };

/**
 * Keeps a list of events current without asking for its pages again: the newest page tells what came and what
 * changed, further pages by cursor close a gap, and what can be seen below is read again by its times.
 */
export function useTail(options: Options): Tail {
  const client = useQueryClient();
  const { filter, enabled, isLive } = options;
  const key = listQuery(filter).queryKey;
  const latest = useRef({ ...options, key });
  latest.current = { ...options, key };
  const news = useRef<News>(NO_NEWS);
  const arrivals = useRef<readonly Arrival[]>([]);
  const [shown, setShown] = useState({ waiting: 0, isMore: false });
  const [sampled, setSampled] = useState<number>();
  const tell = (next: News) => {
    news.current = next;
    setShown({ waiting: next.rows.length, isMore: next.isMore });
  };

  const refresh = async () => {
    const asked = latest.current;
    if (!client.getQueryData<Pages>(asked.key)) return;
    const isOther = () => hashKey(latest.current.key) !== hashKey(asked.key);
    const head = await listEvents(asked.filter);
    let pages = client.getQueryData<Pages>(asked.key);
    if (!pages || isOther()) return;
    const lowest = head.data.at(-1)?.id;
    const known = new Set([...knownIds(pages, lowest), ...news.current.rows.map(({ id }) => id)]);
    const { isLive: follows, isReading } = latest.current;
    const rate = rateOf(head.data);
    const isCrowd = follows && rate > MOST_PER_S;
    const found = await gapTo(known, head, asked.filter, isCrowd ? 0 : BACKFILL_PAGES);
    pages = client.getQueryData<Pages>(asked.key);
    if (!pages || isOther()) return;
    pages = updated(pages, head.data);
    if (found.rows.length > 0)
      arrivals.current = [...arrivals.current.slice(-60), { at: Date.now(), count: found.rows.length }];
    const isEmpty = pages.pages.every(({ data }) => data.length === 0);
    const all: News = {
      rows: [...found.rows, ...news.current.rows],
      isMore: !found.isComplete || news.current.isMore,
    };
    if (isEmpty) pages = restarted(head);
    else if (!follows || isReading()) tell(all);
    else if (isCrowd) {
      setSampled(rate);
      pages = withFresh(pages, sampleOf(found.rows, MOST_PER_S));
      tell(NO_NEWS);
    } else {
      const tooLong = (pages.pages[0]?.data.length ?? 0) > MOST_ON_FIRST_PAGE;
      pages = all.isMore || tooLong ? restarted(head) : withFresh(pages, all.rows);
      if (all.isMore || tooLong) setSampled(undefined);
      tell(NO_NEWS);
    }
    client.setQueryData<Pages>(asked.key, pages);
    const seen = latest.current.visible().filter((row) => mayChange(row) && row.id < (lowest ?? ""));
    if (seen.length === 0) return;
    const { data } = await listAround(seen, asked.filter);
    client.setQueryData<Pages>(asked.key, (now) => now && updated(now, data));
  };

  const schedule = useSchedule(refresh, isLive ? LIVE_MS : QUIET_MS);
  const topic = filter.jobId?.length === 1 ? (`job:${filter.jobId[0]}` as const) : "*";
  useLive(topic, () => enabled && schedule());

  const restart = async () => {
    tell(NO_NEWS);
    setSampled(undefined);
    const { key: asked, filter: wanted } = latest.current;
    const head = await listEvents(wanted);
    client.setQueryData<Pages>(asked, restarted(head));
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: another question has its own news.
  useEffect(() => {
    tell(NO_NEWS);
    setSampled(undefined);
    arrivals.current = [];
    const age = Date.now() - (client.getQueryState(key)?.dataUpdatedAt ?? Date.now());
    if (enabled && age > QUIET_MS) schedule();
  }, [JSON.stringify(filter)]);

  // A sample has holes: without the live tail the list is whole again.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is turned off.
  useEffect(() => {
    if (!isLive && sampled !== undefined) void restart();
  }, [isLive]);

  return {
    ...shown,
    sampled,
    arrivals: () => arrivals.current,
    show: () => {
      window.scrollTo({ top: 0 });
      if (news.current.isMore) return void restart();
      const { rows } = news.current;
      tell(NO_NEWS);
      client.setQueryData<Pages>(latest.current.key, (pages) => pages && withFresh(pages, rows));
    },
  };
}

/** Runs `task` at most once each `everyMs`, and again after it failed; nothing runs beside itself. */
function useSchedule(task: () => Promise<void>, everyMs: number): () => void {
  const latest = useRef({ task, everyMs });
  latest.current = { task, everyMs };
  const state = useRef({
    timer: undefined as number | undefined,
    running: false,
    due: false,
    gone: false,
    at: 0,
  });
  const schedule = () => {
    const now = state.current;
    now.due = true;
    if (now.gone || now.running || now.timer !== undefined) return;
    const wait = Math.max(0, now.at + latest.current.everyMs - Date.now());
    now.timer = window.setTimeout(run, wait);
  };
  const run = async () => {
    const now = state.current;
    now.timer = undefined;
    now.running = true;
    now.due = false;
    try {
      await latest.current.task();
    } catch {
      now.due = true;
    }
    now.running = false;
    now.at = Date.now();
    if (now.due) schedule();
  };
  useEffect(() => {
    const now = state.current;
    now.gone = false;
    return () => {
      now.gone = true;
      window.clearTimeout(now.timer);
      now.timer = undefined;
    };
  }, []);
  return schedule;
}

const listEvents = (filter: EventFilterInput, cursor?: string): Promise<EventPage> =>
  api.events.list({ query: { ...filter, sort: "newest", limit: PAGE, ...(cursor && { cursor }) } });

/** What is newer than all that is known: of the newest page, and of those behind it until one is known. */
async function gapTo(
  known: ReadonlySet<string>,
  head: EventPage,
  filter: EventFilterInput,
  most: number,
): Promise<{ rows: EventSummary[]; isComplete: boolean }> {
  const rows: EventSummary[] = [];
  for (let page = head, read = 0; ; read += 1) {
    rows.push(...page.data.filter(({ id }) => !known.has(id)));
    // A page that ended early looked at thousands of the newest events: nothing was missed since the last time.
    const reaches = known.size === 0 || page.searchedTo || page.data.some(({ id }) => known.has(id));
    const isComplete = page.nextCursor === null || Boolean(reaches);
    if (isComplete || read >= most) return { rows, isComplete };
    page = await listEvents(filter, page.nextCursor ?? undefined);
  }
}

/** Rows are read again by their times, whatever their status has become. */
function listAround(rows: readonly EventSummary[], filter: EventFilterInput): Promise<EventPage> {
  const times = rows.map(({ receivedAt }) => Date.parse(receivedAt));
  const { status: _whatever, failure: _cause, error: _code, ...rest } = filter;
  const query = {
    ...rest,
    from: new Date(Math.min(...times) - SECOND_MS).toISOString(),
    to: new Date(Math.max(...times) + SECOND_MS).toISOString(),
    limit: 2 * PAGE,
  };
  return api.events.list({ query });
}
