import nodemailer from "nodemailer";
import type { Config } from "../config.ts";
import type { Told } from "./deliver.ts";
import { paragraphs, subjectOf } from "./words.ts";

export interface Letter {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** Variables that must be set before e-mail can be sent. */
export const mailNeeds = (config: Pick<Config, "SLUICE_SMTP_URL" | "SLUICE_MAIL_FROM">): string[] =>
  (["SLUICE_SMTP_URL", "SLUICE_MAIL_FROM"] as const).filter((name) => !config[name]);

/** E-mail through the operator's server. */
export function mailer(config: Config) {
  const limit = Math.round(config.times.lease / 4);
  let transport: ReturnType<typeof nodemailer.createTransport> | undefined;
  return {
    /** @returns the server's answer. @throws Error, with `responseCode` where the server said no. */
    async send({ id, to, subject, text }: Letter): Promise<string> {
      const needs = mailNeeds(config);
      if (needs.length > 0)
        throw new Error(`E-mail is not set up: the operator must set ${needs.join(" and ")}.`);
      transport ??= nodemailer.createTransport({
        url: config.SLUICE_SMTP_URL as string,
        connectionTimeout: limit,
        greetingTimeout: limit,
        socketTimeout: limit,
        dnsTimeout: limit,
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const { response } = await transport.sendMail({
        from: config.SLUICE_MAIL_FROM as string,
        to: [...to],
        subject,
        text,
        messageId: `<${id}@${new URL(config.publicUrl).hostname}>`,
        headers: { "Auto-Submitted": "auto-generated" },
      });
      return String(response);
    },
    close: () => transport?.close(),
  };
}

export type Mail = ReturnType<typeof mailer>;

export function mailText(publicUrl: string, { kind, items }: Told): Pick<Letter, "subject" | "text"> {
  if (kind === "test")
    return {
      subject: "[Sluice] Test",
      text: `This is a test. Alerts of your sync jobs will come like this.\n\n${publicUrl}/settings/alerts\n`,
    };
  const parts = paragraphs(kind, items).map(({ title, text, jobs, more }) =>
    [
      title,
      text,
      ...jobs.map(({ jobName, jobId }) => `  ${jobName}: ${jobUrl(publicUrl, jobId)}`),
      ...(more > 0 ? [`  and ${more} more`] : []),
    ].join("\n"),
  );
  return { subject: `[Sluice] ${subjectOf(kind, items)}`, text: `${parts.join("\n\n")}\n` };
}

export const jobUrl = (publicUrl: string, jobId: string): string => `${publicUrl}/jobs/${jobId}?tab=alerts`;
