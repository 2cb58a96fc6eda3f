import type { Told } from "./deliver.ts";
import { jobUrl } from "./mail.ts";
import { paragraphs, subjectOf } from "./words.ts";

const MARKS = {
  opened: ":red_circle:",
  reminder: ":large_orange_circle:",
  recovered: ":large_green_circle:",
};

/** The body for an incoming webhook of Slack, and of those that take the same. */
export function slackBody(publicUrl: string, { kind, items }: Told): string {
  if (kind === "test")
    return JSON.stringify({
      text: "This is a test from Sluice. Alerts of your sync jobs will come like this.",
    });
  const lines = paragraphs(kind, items).map(({ title, text, jobs, more }) => {
    const names = jobs
      .map(({ jobId, jobName }) => `<${jobUrl(publicUrl, jobId)}|${escaped(jobName)}>`)
      .join(", ");
    return `*${title}* — ${names}${more > 0 ? ` and ${more} more` : ""}\n${escaped(text)}`;
  });
  return JSON.stringify({
    text: `${MARKS[kind]} ${escaped(subjectOf(kind, items))}\n\n${lines.join("\n\n")}`,
  });
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("|", "¦");
