export interface ChartPoint {
  /** When the bar begins, ISO 8601. */
  readonly at: string;
  /** The main bar. */
  readonly value: number;
  /** Stacked below it in grey: filtered and duplicate. */
  readonly muted?: number;
  /** Stacked between them: not settled yet. */
  readonly busy?: number;
  /** In a lane of its own, never stacked. */
  readonly failed?: number;
  /** ms; null where nothing was processed. */
  readonly latency?: number | null;
}

export interface ChartMark {
  readonly at: string;
  /** "v8": a deploy, or a change of settings. */
  readonly label: string;
}

export interface PlotProps {
  readonly points: readonly ChartPoint[];
  /** Height of the bars in px. */
  readonly height: number;
  readonly marks: readonly ChartMark[];
  readonly onRange: ((from: Date, to: Date) => void) | undefined;
  readonly stepMs: number;
  /** The failure lane without its line of words. */
  readonly compact: boolean;
  readonly showFailed: boolean;
  readonly showLatency: boolean;
  /** The last bar is still filling. */
  readonly partial: boolean;
}
