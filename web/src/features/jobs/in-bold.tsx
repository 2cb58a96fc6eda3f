import type { ReactNode } from "react";

/** `open **Webhooks**` with what stands between the stars in bold. */
export function inBold(text: string): ReactNode[] {
  return text.split("**").map((part, index) =>
    index % 2 === 1 ? (
      <b key={part + String(index)} className="font-600">
        {part}
      </b>
    ) : (
      part
    ),
  );
}
