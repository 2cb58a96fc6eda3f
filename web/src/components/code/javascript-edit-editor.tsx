import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, highlightActiveLine, keymap } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { codeExtensions, readOnly } from "./extensions.ts";

interface Props {
  readonly initial: string;
  readonly label: string;
  readonly describedBy: string;
  /** The line that something is wrong with, from 1. */
  readonly wrongLine: number | undefined;
  readonly disabled: boolean;
  readonly onChange: (text: string) => void;
}

const setWrong = StateEffect.define<number | undefined>();
const mark = Decoration.line({ class: "cm-wrongLine" });
const wrong = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(lines, transaction) {
    let next = lines.map(transaction.changes);
    for (const effect of transaction.effects)
      if (effect.is(setWrong)) {
        const { doc } = transaction.state;
        const line = effect.value;
        next =
          line === undefined || line > doc.lines
            ? Decoration.none
            : Decoration.set([mark.range(doc.line(line).from)]);
      }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Loaded when a function is first edited; use it by `JavaScriptEditor`. */
export function JavaScriptEditEditor({ initial, label, describedBy, wrongLine, disabled, onChange }: Props) {
  const parent = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    if (!parent.current) return;
    const editor = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: initial,
        extensions: [
          ...codeExtensions(label, javascript()),
          EditorView.contentAttributes.of({ "aria-describedby": describedBy, "aria-multiline": "true" }),
          history(),
          highlightActiveLine(),
          wrong,
          ...(disabled ? [readOnly] : []),
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, [initial, label, describedBy, disabled]);
  useEffect(() => {
    view.current?.dispatch({ effects: setWrong.of(wrongLine) });
  }, [wrongLine]);
  return <div ref={parent} />;
}
