import { unifiedMergeView } from "@codemirror/merge";
import { jsonExtensions, readOnly } from "./extensions.ts";
import { useEditor } from "./use-editor.ts";

interface Props {
  readonly before: string;
  readonly after: string;
  readonly label: string;
}

/** Loaded when the first difference is shown; use it by `DiffView`. */
export function DiffEditor({ before, after, label }: Props) {
  const parent = useEditor(
    after,
    () => [
      ...jsonExtensions(label),
      readOnly,
      unifiedMergeView({
        original: before,
        mergeControls: false,
        gutter: true,
        collapseUnchanged: { margin: 3, minSize: 6 },
      }),
    ],
    [before, label],
  );
  return <div ref={parent} />;
}
