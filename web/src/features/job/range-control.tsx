import { CalendarRange, X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "../../components/icon-button.tsx";
import { Popover } from "../../components/popover.tsx";
import { RangeEditor } from "../../components/range-editor.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { hourMinute, listMinute } from "../../lib/format.ts";
import { usePreferences } from "../../lib/preferences.ts";
import { PRESETS, type RangeText, spanOf } from "../../lib/range.ts";

interface Props {
  readonly range: RangeText;
  /** Undefined: the usual one. */
  readonly onChange: (range: RangeText | undefined) => void;
  readonly presets?: readonly { readonly value: string; readonly short: string }[];
}

/** Events and executions are kept for less. */
export const ANALYTICS_PRESETS = [...PRESETS, { value: "90d", short: "90 d" }];

/** The usual spans, or one that is drawn on the chart or filled in. */
export function RangeControl({ range, onChange, presets = PRESETS }: Props) {
  const isPreset = presets.some(({ value }) => value === range);
  return (
    <span className="inline-flex items-center gap-1">
      <Segmented
        label="Time range"
        options={presets.map(({ value, short }) => ({ value: value as string, label: short }))}
        value={range}
        onChange={onChange}
      />
      <Chosen range={range} custom={!isPreset} onChange={onChange} />
    </span>
  );
}

function Chosen({ range, custom, onChange }: Props & { readonly custom: boolean }) {
  const [open, setOpen] = useState(false);
  const text = useSpanText(range);
  return (
    <span className="inline-flex items-center">
      <Popover
        label="From and to"
        align="end"
        open={open}
        onOpenChange={setOpen}
        trigger={
          custom ? (
            <button
              type="button"
              className="inline-flex h-ctl items-center gap-1.5 rounded-2 border border-line-2 bg-surface-3 px-2 text-12 font-500"
            >
              <CalendarRange size={14} aria-hidden="true" />
              {text}
            </button>
          ) : (
            <IconButton label="Choose from and to" icon={<CalendarRange size={14} />} />
          )
        }
      >
        <RangeEditor
          value={range}
          onChange={(next) => {
            setOpen(false);
            onChange(next);
          }}
        />
      </Popover>
      {custom && (
        <IconButton
          label="Back to the last 24 hours"
          icon={<X size={14} />}
          onClick={() => onChange(undefined)}
        />
      )}
    </span>
  );
}

/** `Thu 14:00 to 15:30` */
function useSpanText(range: RangeText): string {
  const { timeZone } = usePreferences();
  const span = spanOf(range, Date.now());
  if (!span?.to) return range;
  const now = Date.now();
  const from = listMinute(span.from, now, timeZone);
  const isSameDay = Date.parse(span.to) - Date.parse(span.from) < 12 * 3_600_000;
  const to = isSameDay ? hourMinute(span.to, timeZone) : listMinute(span.to, now, timeZone);
  return `${from} to ${to}`;
}
