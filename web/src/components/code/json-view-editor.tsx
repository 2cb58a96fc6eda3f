import { jsonExtensions, readOnly } from "./extensions.ts";
import { useEditor } from "./use-editor.ts";

/** Loaded when the first JSON is shown; use it by `JsonViewer`. */
export function JsonViewEditor({ text, label }: { text: string; label: string }) {
  const parent = useEditor(text, () => [...jsonExtensions(label), readOnly], [label]);
  return <div ref={parent} />;
}
