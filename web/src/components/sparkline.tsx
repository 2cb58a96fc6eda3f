interface Props {
  /** Oldest first. */
  readonly values: readonly number[];
  /** Says it in words: "Events per hour, last 24 hours, highest 412". */
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}

const GAP = 1;

/** Small bars for a table cell. */
export function Sparkline({ values, label, width = 88, height = 18 }: Props) {
  const top = Math.max(...values, 1);
  const step = width / Math.max(values.length, 1);
  return (
    <svg role="img" aria-label={label} width={width} height={height} className="text-chart-flow">
      {values.map((value, index) => {
        const size = value === 0 ? 1 : Math.max(2, (value / top) * height);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time.
            key={index}
            x={index * step}
            y={height - size}
            width={Math.max(1, step - GAP)}
            height={size}
            fill="currentColor"
            opacity={value === 0 ? 0.5 : 1}
          />
        );
      })}
    </svg>
  );
}
