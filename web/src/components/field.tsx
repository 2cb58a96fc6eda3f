import { CircleX } from "lucide-react";
import { createContext, type ReactNode, useContext, useId } from "react";
import { cx } from "../lib/cx.ts";

interface Control {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: true;
}

const ControlContext = createContext<Control | undefined>(undefined);

/** The attributes that tie a control to its field; nothing outside of one. */
export const useFieldControl = (): Partial<Control> => useContext(ControlContext) ?? {};

interface Props {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  /** What is wrong; spoken when it appears, and tied to the control. */
  readonly error?: string | undefined;
  readonly optional?: boolean;
  readonly className?: string;
  /** One Input, Textarea or Select. */
  readonly children: ReactNode;
}

/** A label, a control, and what to know about it. */
export function Field({ label, hint, error, optional, className, children }: Props) {
  const id = useId();
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  const control: Control = {
    id,
    ...(described && { "aria-describedby": described }),
    ...(error && { "aria-invalid": true }),
  };
  return (
    <div className={cx("grid content-start gap-1", className)}>
      <label htmlFor={id} className="text-12 font-550">
        {label}
        {optional && <span className="font-400 text-fg-3"> (optional)</span>}
      </label>
      <ControlContext value={control}>{children}</ControlContext>
      <FieldError id={`${id}-error`} error={error} />
      {hint && (
        <p id={`${id}-hint`} className="text-12 text-fg-3">
          {hint}
        </p>
      )}
    </div>
  );
}

/** Present while empty, so that what appears is spoken. */
export function FieldError({ id, error }: { id?: string; error: string | undefined }) {
  return (
    <p id={id} role="alert" className="flex gap-1.5 text-12 text-bad-text empty:hidden">
      {error && (
        <>
          <CircleX size={14} aria-hidden="true" className="mt-px" />
          <span>{error}</span>
        </>
      )}
    </p>
  );
}
