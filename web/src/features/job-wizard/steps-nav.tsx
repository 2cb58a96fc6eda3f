import { Check } from "lucide-react";
import { Link } from "../../components/link.tsx";
import { STEP_WORDS, STEPS, type Step } from "./search.ts";

interface Props {
  readonly current: Step;
  /** What was chosen in a step that is done, in a few words. */
  readonly notes: Readonly<Record<Step, string>>;
  /** The last step that can be gone to. */
  readonly reachable: Step;
  /** Once the job is there, the choices before stand. */
  readonly made: boolean;
}

/** Where one is, what was chosen, and the way back. */
export function StepsNav({ current, notes, reachable, made }: Props) {
  const at = STEPS.indexOf(current);
  return (
    <nav
      aria-label="Steps"
      className="border-line max-rail:border-b max-rail:px-gutter max-rail:py-2 rail:border-r rail:p-4"
    >
      <ol className="flex gap-1 rail:grid">
        {STEPS.map((step, index) => {
          const isDone = index < at;
          const open = !made && index <= STEPS.indexOf(reachable) && step !== "connect" && step !== current;
          const content = (
            <>
              <span
                className={`flex size-5 shrink-0 items-center justify-center rounded-full border text-12 ${
                  isDone
                    ? "border-ok text-ok"
                    : step === current
                      ? "border-accent bg-accent text-on-accent"
                      : "border-line-ctl text-fg-2"
                }`}
              >
                {isDone ? <Check size={14} aria-label="done" /> : index + 1}
              </span>
              <span className={`min-w-0 ${step === current ? "" : "max-rail:sr-only"}`}>
                <span className="block font-550">{STEP_WORDS[step]}</span>
                <span className="block truncate text-12 text-fg-2 max-rail:hidden">{notes[step]}</span>
              </span>
            </>
          );
          const look = "flex min-h-9 w-full gap-3 rounded-2 px-2 py-1.5 max-rail:items-center max-rail:gap-2";
          return (
            <li key={step} className="min-w-0">
              {open ? (
                <Link to="/jobs/new" search={{ step }} look="plain" className={`${look} hover:bg-surface-2`}>
                  {content}
                </Link>
              ) : (
                <span
                  aria-current={step === current ? "step" : undefined}
                  className={`${look} ${step === current ? "bg-surface-3" : ""}`}
                >
                  {content}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
