import { EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";

/** An editor in the element that the answered ref is put on; made anew when `doc` or `extensions` change. */
export function useEditor(doc: string, extensions: () => Extension[], remake: readonly unknown[] = []) {
  const parent = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `remake` says when.
  useEffect(() => {
    if (!parent.current) return;
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({ doc, extensions: extensions() }),
    });
    return () => view.destroy();
  }, [doc, ...remake]);
  return parent;
}
