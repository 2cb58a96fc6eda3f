import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";

interface Props {
  /** What it is, in the box's head: "Raw body". */
  readonly title: ReactNode;
  readonly text: string;
  /** For the copy button: "the raw body". */
  readonly what: string;
  /** Beside the title, in grey: "2.1 KB, bytes as received". */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
}

/** A box of plain text with its name and a copy button: commands, headers, what is no JSON. */
export function CodeBlock({ title, text, what, note, actions }: Props) {
  return (
    <CodeBox
      title={title}
      note={note}
      actions={
        <>
          {actions}
          <CopyButton text={text} what={what} />
        </>
      }
    >
      <pre className="max-h-160 overflow-auto p-3 leading-5 break-words whitespace-pre-wrap">{text}</pre>
    </CodeBox>
  );
}

interface BoxProps {
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of anything that is code. */
export function CodeBox({ title, note, actions, children }: BoxProps) {
  return (
    <section className="overflow-hidden rounded-3 border border-line-2">
      <header className="flex min-h-9 items-center gap-x-2 border-b border-line bg-surface-2 pr-1 pl-3 max-rail:flex-wrap max-rail:py-1">
        <h3 className="font-550">{title}</h3>
        {note && <span className="min-w-0 truncate text-12 text-fg-3">{note}</span>}
        <div className="ml-auto flex items-center">{actions}</div>
      </header>
      {children}
    </section>
  );
}
