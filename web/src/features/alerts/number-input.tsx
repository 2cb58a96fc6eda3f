import type { ReactNode } from "react";
import { Input } from "../../components/input.tsx";
import { cx } from "../../lib/cx.ts";

interface Props {
  /** Spoken: the sentence around it says what it is to those who see it. */
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  /** What it counts, in the plural; on the same line as the number. */
  readonly unit: string;
  readonly onChange: (value: number) => void;
}

/** A whole number within a sentence. */
export const NumberInput = ({ label, value, min = 1, max, unit, onChange }: Props) => (
  <span className="inline-flex items-baseline gap-1 whitespace-nowrap">
    <Input
      className="w-18!"
      type="number"
      inputMode="numeric"
      aria-label={label}
      required
      min={min}
      max={max}
      value={Number.isNaN(value) ? "" : value}
      onChange={({ target }) => onChange(target.valueAsNumber)}
    />
    {unit}
  </span>
);

/** A sentence with numbers in it. */
export const Amount = ({ children, off = false }: { children: ReactNode; off?: boolean }) => (
  <div className={cx("pl-6 leading-10 text-fg-2 max-rail:leading-12", off && "hidden")}>{children}</div>
);
