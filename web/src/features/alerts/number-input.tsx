import type { ReactNode } from "react";
import { Input } from "../../components/input.tsx";
import { cx } from "../../lib/cx.ts";

interface Props {
  /** Spoken: the sentence around it says what it is to those who see it. */
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** A whole number within a sentence. */
export const NumberInput = ({ label, value, min = 1, max, onChange }: Props) => (
  <span className="inline-block w-18">
    <Input
      type="number"
      inputMode="numeric"
      aria-label={label}
      required
      min={min}
      max={max}
      value={Number.isNaN(value) ? "" : value}
      onChange={({ target }) => onChange(target.valueAsNumber)}
    />
  </span>
);

/** A sentence with numbers in it. */
export const Amount = ({ children, off = false }: { children: ReactNode; off?: boolean }) => (
  <div className={cx("flex flex-wrap items-center gap-x-1.5 gap-y-1 pl-6 text-fg-2", off && "hidden")}>
    {children}
  </div>
);
