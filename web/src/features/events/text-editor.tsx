import { useEffect, useRef, useState } from "react";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";

const DEBOUNCE_MS = 200;

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly hint: string;
  readonly value: string | undefined;
  readonly onChange: (text: string | undefined) => void;
  readonly onDone: () => void;
}

/** A text of a filter; asked for when typing pauses, and at once by Enter. */
export function TextEditor({ label, placeholder, hint, value, onChange, onDone }: Props) {
  const [typed, setTyped] = useState(value ?? "");
  const latest = useRef(onChange);
  latest.current = onChange;
  const wanted = typed.trim() || undefined;
  useEffect(() => {
    if (wanted === value) return;
    const timer = window.setTimeout(() => latest.current(wanted), DEBOUNCE_MS);
    return () => window.clearTimeout(timer);
  }, [wanted, value]);
  return (
    <form
      className="grid w-70 gap-2 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        onChange(wanted);
        onDone();
      }}
    >
      <Field label={label} hint={hint}>
        <Input
          mono
          autoFocus
          value={typed}
          placeholder={placeholder}
          onChange={({ target }) => setTyped(target.value)}
        />
      </Field>
    </form>
  );
}
