import { Suspense, useId, useState } from "react";
import { lazy } from "../lib/lazy.ts";
import { FieldError } from "./field.tsx";

const JavaScriptEditEditor = lazy(() =>
  import("./code/javascript-edit-editor.tsx").then((module) => ({ default: module.JavaScriptEditEditor })),
);

interface Props {
  /** Where editing begins; later changes of it are not taken over. */
  readonly initial: string;
  /** Names it: "Transformation". */
  readonly label: string;
  readonly problem: { readonly message: string; readonly line?: number | undefined } | undefined;
  readonly disabled?: boolean;
  readonly onChange: (text: string) => void;
}

/** An editor of JavaScript; what is wrong is said below and marked at its line. */
export function JavaScriptEditor({ initial, label, problem, disabled = false, onChange }: Props) {
  const id = useId();
  const [start] = useState(initial);
  return (
    <div className="grid gap-1.5">
      <div className="code-view max-h-[60dvh] min-h-60 overflow-auto rounded-2 border border-line-ctl">
        <Suspense>
          <JavaScriptEditEditor
            initial={start}
            label={label}
            describedBy={id}
            wrongLine={problem?.line}
            disabled={disabled}
            onChange={onChange}
          />
        </Suspense>
      </div>
      <FieldError id={id} error={problem?.message} />
    </div>
  );
}
