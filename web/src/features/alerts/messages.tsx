import type { Alert, AlertMessage } from "@sluice/shared/alerts";
import { Time } from "../../components/time.tsx";
import { plural } from "../../lib/format.ts";
import { KIND_WORDS, MESSAGE_WORDS } from "./data.ts";

export const isTroubled = ({ state, attempts }: AlertMessage): boolean =>
  state === "failed" || (state === "due" && attempts.length > 0);

/** In a few words: who was told of an alert, or why nobody was. */
export function toldWords({ messages, tellAt, state }: Alert): string {
  const lost = messages.filter((message) => message.state === "failed").length;
  const sent = messages.filter((message) => message.state === "sent").length;
  const waiting = messages.filter((message) => message.state === "due").length;
  if (messages.length === 0) {
    if (tellAt) return "To be sent at";
    return state === "open" ? "No channel to send to" : "Recovered before it was sent";
  }
  return [
    sent > 0 && `${plural(sent, "message")} sent`,
    waiting > 0 && `${waiting} on the way`,
    lost > 0 && `${lost} not delivered`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** Each message with the answers to its tries. */
export function AlertMessages({ messages }: { messages: readonly AlertMessage[] }) {
  return (
    <ol className="mt-2 grid gap-2 border-l-2 border-line-2 pl-3">
      {messages.map((message) => (
        <li key={message.id} className="text-12">
          <p>
            <span className="font-550">{MESSAGE_WORDS[message.kind]}</span> by{" "}
            {KIND_WORDS[message.channelKind]} <span className="text-fg-2">{message.channelName}</span>
            {message.alerts > 1 && <span className="text-fg-3">, with {message.alerts - 1} more</span>}
            {": "}
            <StateWords message={message} />
          </p>
          <ul>
            {message.attempts.map(({ at, ok, status, answer, ms }) => (
              <li key={at} className={ok ? "text-fg-3" : "text-bad-text"}>
                <Time at={at} />{" "}
                <code className="break-all">
                  {status ? `${status} ` : ""}
                  {answer}
                </code>{" "}
                in {ms} ms
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function StateWords({ message: { state, nextTryAt, attempts } }: { message: AlertMessage }) {
  if (state === "sent") return <>sent</>;
  if (state === "dropped") return <>not sent, as the channel was removed or turned off</>;
  if (state === "failed") return <span className="text-bad-text">given up</span>;
  if (attempts.length === 0 || !nextTryAt) return <>on its way</>;
  return (
    <>
      next try <Time at={nextTryAt} format="ago" />
    </>
  );
}
