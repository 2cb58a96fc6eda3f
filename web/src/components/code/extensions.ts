import { json } from "@codemirror/lang-json";
import { codeFolding, foldGutter, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { cspNonce } from "../../lib/csp-nonce.ts";
import { PHONE } from "../../lib/media.ts";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-key)" },
  { tag: tags.string, color: "var(--code-str)" },
  { tag: tags.number, color: "var(--code-num)" },
  { tag: [tags.bool, tags.null, tags.keyword], color: "var(--code-lit)" },
  { tag: tags.comment, color: "var(--text-3)" },
]);

/** The tokens say the colours, so both themes are one style. */
const look = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--surface)", fontSize: "0.75rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "20px" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 16px 0 4px" },
  ".cm-gutters": { backgroundColor: "var(--surface)", color: "var(--text-3)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "36px", padding: "0 4px 0 8px" },
  ".cm-foldGutter .cm-gutterElement": { cursor: "pointer" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--surface-3)",
    border: "0",
    color: "var(--text-2)",
    padding: "0 4px",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--surface-2)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-wrongLine": { backgroundColor: "var(--del-bg) !important" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-changedLine, .cm-insertedLine": { backgroundColor: "var(--add-bg) !important" },
  ".cm-deletedChunk": { backgroundColor: "var(--del-bg)", paddingLeft: "4px" },
  ".cm-deletedChunk .cm-deletedText, .cm-changedText": {
    background: "none !important",
    textDecoration: "underline",
    textDecorationThickness: "1px",
    textUnderlineOffset: "4px",
    fontWeight: "600",
  },
  ".cm-changeGutter": { width: "14px" },
  ".cm-changedLineGutter": { background: "none !important" },
  ".cm-changedLineGutter::before": { content: '"+"', color: "var(--ok-text)" },
  ".cm-deletedLineGutter": { background: "none !important" },
  ".cm-deletedLineGutter::before": { content: '"\u2212"', color: "var(--bad-text)" },
  ".cm-collapsedLines": {
    background: "var(--surface-2)",
    color: "var(--text-3)",
    padding: "2px 12px",
    "&:before, &:after": { content: "none" },
  },
  [`@media ${PHONE}`]: {
    ".cm-content": {
      whiteSpace: "break-spaces",
      wordBreak: "break-word",
      overflowWrap: "anywhere",
      flexShrink: "1",
    },
  },
});

/** What every view of JSON has. `label` names it for screen readers. */
export const jsonExtensions = (label: string): Extension[] => codeExtensions(label, json());

/** What every view of code has. */
export function codeExtensions(label: string, language: Extension): Extension[] {
  return [
    EditorView.cspNonce.of(cspNonce()),
    lineNumbers(),
    language,
    codeFolding(),
    foldGutter(),
    syntaxHighlighting(colours),
    look,
    // Long lines make it scroll sideways, which must be possible by keyboard.
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
  ];
}

/** Can be read, selected and focused, not changed. */
export const readOnly: Extension = [
  EditorState.readOnly.of(true),
  EditorView.contentAttributes.of({ "aria-readonly": "true", tabindex: "0" }),
];
