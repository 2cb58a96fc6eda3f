import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { Button, type ButtonKind } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";

interface Props {
  readonly text: string;
  /** Completes the label: "Copy webhook URL". */
  readonly what: string;
  /** With the word "Copy", or the icon alone. */
  readonly look?: "icon" | "word";
  readonly kind?: ButtonKind;
}

export function CopyButton({ text, what, look = "icon", kind }: Props) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
    } catch {
      setSaid("Select it and copy");
    }
  };
  const icon = said === "Copied" ? <Check size={14} className="text-ok" /> : <Copy size={14} />;
  const shared = { onClick: copy, onBlur: () => setSaid("") };
  return (
    <>
      {look === "icon" ? (
        <IconButton {...shared} size="small" label={`Copy ${what}`} icon={icon} className="t-above" />
      ) : (
        <Button {...shared} icon={icon} aria-label={`Copy ${what}`} {...(kind && { kind })}>
          {said || "Copy"}
        </Button>
      )}
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
