import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../../components/button.tsx";
import { Field } from "../../components/field.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Input } from "../../components/input.tsx";
import { count, plural } from "../../lib/format.ts";
import { ALL, isWild, takesAny, withTypes } from "./patterns.ts";

interface Props {
  readonly patterns: readonly string[];
  readonly types: readonly string[];
  /** A wildcard that takes some. */
  readonly example: string;
  readonly onChange: (patterns: string[]) => void;
  readonly error?: string | undefined;
  readonly disabled: boolean;
}

/** Names of types with `*`, and those that are not listed; says what each takes now. */
export function Wildcards({ patterns, types, example, onChange, error, disabled }: Props) {
  const [text, setText] = useState("");
  const wild = patterns.filter((pattern) => pattern !== ALL && (isWild(pattern) || !types.includes(pattern)));
  const problem = /^[\w.*-]*$/.test(text) ? undefined : "Letters, digits, dots, - and * only";
  const taken = text ? types.filter((type) => takesAny([text], type)) : [];
  const found = taken.length;
  const takenBy = (pattern: string) => count(types.filter((type) => takesAny([pattern], type)).length);
  const add = () => {
    if (text === "" || problem) return;
    onChange(withTypes(patterns, [text]));
    setText("");
  };
  return (
    <div className="grid gap-2">
      <Field
        label="Wildcard"
        optional
        error={problem ?? error}
        hint={
          text && !problem
            ? found === 0
              ? "Matches no type that is known now. It would match one that is added later."
              : `Matches ${plural(found, "type")} now: ${taken.slice(0, 3).join(", ")}${found > 3 ? " and others" : ""}.`
            : `* matches any characters: ${example} also takes types that are added later.`
        }
      >
        <span className="flex gap-2">
          <Input
            mono
            name="events"
            aria-label="Wildcard"
            aria-invalid={problem || error ? true : undefined}
            placeholder={example}
            disabled={disabled}
            value={text}
            onChange={({ target }) => setText(target.value.trim())}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
          />
          <Button
            icon={<Plus size={14} />}
            disabled={disabled || text === "" || problem !== undefined}
            onClick={add}
            className="h-input!"
          >
            Add
          </Button>
        </span>
      </Field>
      {wild.length > 0 && (
        <ul aria-label="Wildcards" className="flex flex-wrap gap-1.5">
          {wild.map((pattern) => (
            <li
              key={pattern}
              className="inline-flex h-ctl items-center rounded-2 border border-line-2 bg-surface pl-2.5"
            >
              <code>{pattern}</code>
              <span className="ml-1.5 text-12 text-fg-3">{takenBy(pattern)}</span>
              <IconButton
                size="small"
                label={`Remove ${pattern}`}
                disabled={disabled}
                icon={<X size={14} />}
                onClick={() => onChange(patterns.filter((one) => one !== pattern))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
