import { cx } from "../lib/cx.ts";
import { shortId } from "../lib/format.ts";
import { CopyButton } from "./copy-button.tsx";

interface Props {
  readonly id: string;
  /** Lists show the prefix and the last six; pages the whole id. */
  readonly short?: boolean;
  /** What it is the id of: "event id". Adds the copy button. */
  readonly copy?: string;
  readonly className?: string;
}

export function Id({ id, short = false, copy, className }: Props) {
  const code = (
    <code title={short ? id : undefined} className={cx(short ? "whitespace-nowrap" : "break-all", className)}>
      {short ? shortId(id) : id}
    </code>
  );
  if (!copy) return code;
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      {code}
      <span className="-my-1.5 inline-flex">
        <CopyButton text={id} what={copy} />
      </span>
    </span>
  );
}
