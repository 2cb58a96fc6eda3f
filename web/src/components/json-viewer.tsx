import { Download } from "lucide-react";
import { Suspense, useMemo } from "react";
import { bytes } from "../lib/format.ts";
import { pretty } from "../lib/json.ts";
import { lazy } from "../lib/lazy.ts";
import { Button } from "./button.tsx";

const JsonViewEditor = lazy(() =>
  import("./code/json-view-editor.tsx").then((module) => ({ default: module.JsonViewEditor })),
);
const LARGE = 256 * 1024;
const LINE_PX = 20;
const SHOWN_PX = 640;

interface Props {
  readonly text: string;
  /** Names it: "Body as received". */
  readonly label: string;
  /** The name of the file that a large one is downloaded as. */
  readonly fileName?: string;
}

/** JSON in colours with folding; larger than 256 KB as plain text with a download. */
export function JsonViewer({ text, label, fileName = "body.json" }: Props) {
  const large = text.length > LARGE;
  const shown = useMemo(() => (large ? text.slice(0, LARGE) : pretty(text)), [text, large]);
  if (large) return <LargeText text={text} shown={shown} label={label} fileName={fileName} />;
  const height = Math.min(SHOWN_PX, shown.split("\n").length * LINE_PX + 16);
  return (
    <div className="code-view max-h-160 overflow-auto" style={{ minHeight: height }}>
      <Suspense>
        <JsonViewEditor text={shown} label={label} />
      </Suspense>
    </div>
  );
}

function LargeText({ text, shown, label, fileName }: Required<Props> & { shown: string }) {
  const download = () => {
    const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    Object.assign(document.createElement("a"), { href: url, download: fileName }).click();
    URL.revokeObjectURL(url);
  };
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-3 py-2">
        <p className="flex-1 text-fg-2">
          {bytes(text.length)} is too large to be shown in full. This is its beginning.
        </p>
        <Button icon={<Download size={14} aria-hidden="true" />} onClick={download}>
          Download
        </Button>
      </div>
      <section
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-160 overflow-auto p-3 font-mono break-all whitespace-pre-wrap"
      >
        {shown}
      </section>
    </>
  );
}
