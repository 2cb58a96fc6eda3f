import { Plus } from "lucide-react";
import { Link } from "../../components/link.tsx";

const STEPS = [
  [
    "Choose what to read",
    "A provider and the event types you need. Everything else is set aside, and counted.",
  ],
  ["Choose where it lands", "A database and a prefix. Each object becomes one document that stays current."],
  [
    "Give the provider a URL",
    "Sluice shows the steps, keeps the signing secret, and checks the first event with you.",
  ],
] as const;

/** What stands on the page while there is no job: what one is and how it comes to be. */
export function FirstJob({ canCreate }: { canCreate: boolean }) {
  return (
    <section className="max-w-180 px-gutter py-8">
      <h2 className="text-16 font-600">No sync jobs yet</h2>
      <p className="mt-1 text-fg-2">
        A sync job receives a provider's webhooks at its own URL and keeps collections in your MongoDB up to
        date with them.
      </p>
      <ol className="mt-5 border-t border-line">
        {STEPS.map(([title, text], index) => (
          <li key={title} className="flex gap-3 border-b border-line py-3">
            <span
              aria-hidden="true"
              className="flex size-5 shrink-0 items-center justify-center rounded-full border border-line-ctl text-12 text-fg-2"
            >
              {index + 1}
            </span>
            <div>
              <h3 className="font-550">{title}</h3>
              <p className="text-fg-2">{text}</p>
            </div>
          </li>
        ))}
      </ol>
      <div className="mt-5">
        {canCreate ? (
          <Link to="/jobs/new" look="primary">
            <Plus size={14} aria-hidden="true" />
            Create the first job
          </Link>
        ) : (
          <p className="text-fg-2">
            Your role is viewer. A member of this workspace can create the first job.
          </p>
        )}
      </div>
    </section>
  );
}
