import { LoaderCircle } from "lucide-react";

/** Decoration only: say beside it what runs. Stands still where motion is reduced. */
export function Spinner({ size = 14 }: { size?: number }) {
  return <LoaderCircle size={size} strokeWidth={1.75} aria-hidden="true" className="animate-spin" />;
}
