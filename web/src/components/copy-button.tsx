import { useState } from "react";
import { Icon } from "./icon.tsx";

/** `what` completes the label: "Copy webhook URL". */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Select it and copy");
    }
  };
  return (
    <button
      type="button"
      className="btn"
      onClick={copy}
      onBlur={() => setSaid("")}
      aria-label={`Copy ${what}`}
    >
      <Icon name={said === "Copied" ? "check" : "copy"} />
      <span aria-live="polite">{said || "Copy"}</span>
    </button>
  );
}
