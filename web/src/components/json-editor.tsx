import { Suspense, useId, useState } from "react";
import { jsonProblem, pretty } from "../lib/json.ts";
import { lazy } from "../lib/lazy.ts";
import { FieldError } from "./field.tsx";

const JsonEditEditor = lazy(() =>
  import("./code/json-edit-editor.tsx").then((module) => ({ default: module.JsonEditEditor })),
);

interface Props {
  /** Where editing begins; later changes of it are not taken over. */
  readonly initial: string;
  /** Names it: "Body to replay". */
  readonly label: string;
  /** `text` as typed, and whether it is JSON. */
  readonly onChange: (text: string, valid: boolean) => void;
}

/** An editor of JSON that says what is wrong below. */
export function JsonEditor({ initial, label, onChange }: Props) {
  const id = useId();
  const [start] = useState(() => pretty(initial));
  const [problem, setProblem] = useState(() => jsonProblem(initial));
  const change = (text: string) => {
    const found = jsonProblem(text);
    setProblem(found);
    onChange(text, found === undefined);
  };
  return (
    <div className="grid gap-1.5">
      <div className="code-view max-h-[60dvh] min-h-60 overflow-auto rounded-2 border border-line-ctl">
        <Suspense>
          <JsonEditEditor initial={start} label={label} describedBy={id} onChange={change} />
        </Suspense>
      </div>
      <FieldError id={id} error={problem && `This is not JSON: ${problem}`} />
    </div>
  );
}
