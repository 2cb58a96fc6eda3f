import type { RejectedDetail } from "@sluice/shared/rejected";
import { Checks } from "../../components/checks.tsx";
import { CodeBlock, CodeBox } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Facts } from "../../components/facts.tsx";
import { JsonViewer } from "../../components/json-viewer.tsx";
import { Link } from "../../components/link.tsx";
import { Time } from "../../components/time.tsx";
import { bytes } from "../../lib/format.ts";
import { Verdict } from "./verdict.tsx";

/** Why it was refused, what to do, the checks, and what was sent. */
export function RequestDetail({ request }: { request: RejectedDetail }) {
  const { checks, headers, jobId, jobName } = request;
  return (
    <>
      <Verdict request={request} />
      <Facts
        facts={[
          [
            "Job",
            <Link key="job" to="/jobs/$id" params={{ id: jobId }}>
              {jobName}
            </Link>,
          ],
          ["Answered", `${request.status} ${request.code}`],
          ["From", request.ip && <code key="ip">{request.ip}</code>],
          ["Sent again", <SentAgain key="again" request={request} />],
        ]}
      />
      <section aria-labelledby="checks" className="grid min-w-0 gap-2">
        <h2 id="checks" className="font-600">
          Checks
        </h2>
        <Checks label="Checks" checks={checks.map(({ name: _, ...check }) => check)} />
      </section>
      <Body request={request} />
      <CodeBlock
        title="Headers"
        note={Object.keys(headers).length}
        text={Object.entries(headers)
          .map(([name, value]) => `${name}: ${value}`)
          .join("\n")}
        what="the headers"
      />
    </>
  );
}

function SentAgain({ request }: { request: RejectedDetail }) {
  const { arrivedAs, resendsUntil, provider } = request;
  if (arrivedAs)
    return (
      <>
        it has come since, as{" "}
        <Link to="/events/$id" params={{ id: arrivedAs }}>
          an event
        </Link>
      </>
    );
  if (!resendsUntil) return <>only if it was {provider} that sent it</>;
  if (Date.parse(resendsUntil) < Date.now()) return <>{provider} has given up by now</>;
  return (
    <>
      by {provider}, until about <Time at={resendsUntil} />
    </>
  );
}

function Body({ request: { body, bodyEncoding, bytes: size } }: { request: RejectedDetail }) {
  if (body === null)
    return (
      <p className="text-fg-2">
        {size > 0
          ? `Its body, ${bytes(size)}, is too large to be kept.`
          : "Its body was not read: the request was rejected before that."}
      </p>
    );
  if (bodyEncoding === "base64")
    return (
      <CodeBlock title="Raw body" note={`${bytes(size)}, as base64`} text={body} what="the body as base64" />
    );
  return (
    <CodeBox
      title="Raw body"
      note={`${bytes(size)}, bytes as received`}
      actions={<CopyButton text={body} what="the raw body" />}
    >
      <JsonViewer text={body} label="Raw body" />
    </CodeBox>
  );
}
