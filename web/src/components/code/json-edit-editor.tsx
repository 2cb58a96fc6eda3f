import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { EditorView, highlightActiveLine, keymap } from "@codemirror/view";
import { useRef } from "react";
import { jsonExtensions } from "./extensions.ts";
import { useEditor } from "./use-editor.ts";

interface Props {
  readonly initial: string;
  readonly label: string;
  readonly describedBy: string;
  readonly onChange: (text: string) => void;
}

/** ⌘Enter belongs to the dialog around it. */
const KEYS = defaultKeymap.filter(({ key }) => key !== "Mod-Enter");

/** Loaded when JSON is first edited; use it by `JsonEditor`. */
export function JsonEditEditor({ initial, label, describedBy, onChange }: Props) {
  const latest = useRef(onChange);
  latest.current = onChange;
  const parent = useEditor(initial, () => [
    ...jsonExtensions(label),
    EditorView.contentAttributes.of({ "aria-describedby": describedBy, "aria-multiline": "true" }),
    history(),
    highlightActiveLine(),
    // Tab leaves the editor after Esc, as CodeMirror does it.
    keymap.of([...KEYS, ...historyKeymap, indentWithTab]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current(update.state.doc.toString());
    }),
  ]);
  return <div ref={parent} />;
}
