import type { ReactNode } from "react";

const COLOURED_LENGTH = 64 * 1024;
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** The text indented, when it is JSON; large ones stay without colours. */
export function Json({ text }: { text: string }) {
  const pretty = indent(text);
  return <pre className="code">{pretty.length > COLOURED_LENGTH ? pretty : coloured(pretty)}</pre>;
}

function indent(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function coloured(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon] = match;
    const kind = colon ? "key" : string ? "str" : /[a-z]/.test(whole) && !/\d/.test(whole) ? "lit" : "num";
    const token = string ?? whole;
    parts.push(text.slice(end, match.index));
    parts.push(
      <span key={match.index} className={kind}>
        {token}
      </span>,
    );
    end = match.index + token.length;
  }
  parts.push(text.slice(end));
  return parts;
}
