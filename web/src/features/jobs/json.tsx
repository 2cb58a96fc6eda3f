const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;

/** JSON in colours, for samples of a page or two. */
export function Json({ value }: { value: unknown }) {
  const text = JSON.stringify(value, null, 2);
  const parts: (string | { readonly at: number; readonly text: string; readonly look: string })[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, string, colon, literal] = match;
    parts.push(text.slice(end, match.index));
    const shown = string ?? whole;
    const look = string
      ? colon
        ? "text-code-key"
        : "text-code-str"
      : literal
        ? "text-code-lit"
        : "text-code-num";
    parts.push({ at: match.index, text: shown, look }, colon ?? "");
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return (
    <pre className="leading-[18px] break-words whitespace-pre-wrap">
      {parts.map((part) =>
        typeof part === "string" ? (
          part
        ) : (
          <span key={part.at} className={part.look}>
            {part.text}
          </span>
        ),
      )}
    </pre>
  );
}
