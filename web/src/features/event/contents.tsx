import type { EventDetail } from "@sluice/shared/events";
import { useMutation } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { JsonViewer } from "../../components/json-viewer.tsx";
import { Outcome } from "../../components/outcome.tsx";
import { Tabs } from "../../components/tabs.tsx";
import { api } from "../../lib/api.ts";
import { bytes } from "../../lib/format.ts";
import { DocumentBox } from "./document-box.tsx";
import type { EventTab } from "./search.ts";

const route = getRouteApi("/app/events/$id");

/** What was received, and for what was not written what is there instead. */
export function Contents({ event, id }: { event: EventDetail; id: string }) {
  const { tab = "body" } = route.useSearch();
  const navigate = useNavigate();
  const headers = Object.entries(event.request.headers);
  const hasDocument = event.status !== "processed";
  const chosen = tab === "document" && !hasDocument ? "body" : tab;
  return (
    <section id={id} className="scroll-mt-16">
      <h2 className="sr-only">What was received</h2>
      <Tabs<EventTab>
        boxed
        label="What was received"
        value={chosen}
        onChange={(value) =>
          void navigate({
            to: ".",
            search: (search) => ({ ...search, tab: value }),
            replace: true,
            resetScroll: false,
          })
        }
        tabs={[
          { value: "body", label: "Body" },
          { value: "headers", label: "Headers", count: headers.length },
          ...(hasDocument ? [{ value: "document", label: "Document" } as const] : []),
        ]}
        actions={chosen === "body" && event.body !== null && <BodyActions event={event} body={event.body} />}
      >
        {chosen === "body" && <Body event={event} />}
        {chosen === "headers" && <Headers headers={headers} />}
        {chosen === "document" && (
          <div className="p-3">
            <DocumentBox event={event} />
          </div>
        )}
      </Tabs>
    </section>
  );
}

function Body({ event: { body, bodyEncoding, id } }: { event: EventDetail }) {
  if (body === null)
    return <p className="p-4 text-fg-2">Retention has removed it; the event itself is kept.</p>;
  if (bodyEncoding === "utf8")
    return <JsonViewer text={body} label="Body as received" fileName={`${id}.json`} />;
  return (
    <div className="p-3">
      <p className="mb-2 text-fg-2">This is not text, so it is shown as Base64.</p>
      <pre className="max-h-160 overflow-auto break-all whitespace-pre-wrap">{body}</pre>
    </div>
  );
}

function BodyActions({ event, body }: { event: EventDetail; body: string }) {
  const { id } = event;
  const download = useMutation({
    mutationFn: async () => {
      const answer = await api.events.body({ params: { id } });
      const url = URL.createObjectURL(await answer.blob());
      Object.assign(document.createElement("a"), { href: url, download: `${id}.json` }).click();
      URL.revokeObjectURL(url);
    },
  });
  return (
    <>
      <Outcome error={download.error} />
      <span className="px-2 text-12 whitespace-nowrap text-fg-3 max-rail:hidden">
        {bytes(event.request.bytes)}
      </span>
      <CopyButton text={body} what="the body" />
      <Button
        kind="ghost"
        size="small"
        icon={<Download size={14} aria-hidden="true" />}
        busy={download.isPending}
        onClick={() => download.mutate()}
      >
        Download<span className="sr-only"> the raw body</span>
      </Button>
    </>
  );
}

function Headers({ headers }: { headers: readonly (readonly [string, string])[] }) {
  if (headers.length === 0)
    return <p className="p-4 text-fg-2">Retention has removed them; the event itself is kept.</p>;
  return (
    <dl className="grid gap-x-4 gap-y-1 p-4 rail:grid-cols-[200px_minmax(0,1fr)]">
      {headers.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="font-mono text-12 text-fg-3">{name}</dt>
          <dd className="font-mono text-12 break-all max-rail:mb-2">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
