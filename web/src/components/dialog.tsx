import { type ReactNode, type RefObject, Suspense, useState } from "react";
import { lazy } from "../lib/lazy.ts";

const DialogBase = lazy(() => import("./dialog-base.tsx").then((module) => ({ default: module.DialogBase })));

export interface DialogProps {
  readonly open: boolean;
  readonly title: ReactNode;
  readonly onClose: () => void;
  /** Under the title: what this is for. */
  readonly description?: ReactNode;
  readonly children: ReactNode;
  /** Buttons; the main one last. */
  readonly footer?: ReactNode;
  /** 480 or 720 px wide. */
  readonly width?: "normal" | "wide";
  /** Without Esc, a click outside and the cross: the content says how to go on. */
  readonly held?: boolean;
  readonly initialFocus?: RefObject<HTMLElement | null>;
}

/** A dialog in the middle, a sheet from below on phones. Focus stays inside and goes back to what opened it. */
export function Dialog(props: DialogProps) {
  const [used, setUsed] = useState(props.open);
  if (props.open && !used) setUsed(true);
  if (!used) return null;
  return (
    <Suspense>
      <DialogBase {...props} />
    </Suspense>
  );
}
