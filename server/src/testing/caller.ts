import { setupCode } from "../platform/setup-code.ts";
import type { TestApp } from "./app.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the answer's JSON is.
  readonly body: any;
}

export interface Caller {
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** The cookies a browser would hold now, as a Cookie header. */
  cookie(): string;
}

export const PASSWORD = "correct horse battery";

/** Somebody who calls the API: with a key, or as a browser that keeps its cookies. */
export function caller(app: TestApp, key?: string): Caller {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    cookie,
    async call(method, path, body, headers = {}) {
      const answer = await fetch(`${app.url}${path}`, {
        method,
        headers: {
          ...(key && { authorization: `Bearer ${key}` }),
          ...(jar.size > 0 && { cookie: cookie() }),
          ...(body !== undefined && { "content-type": "application/json" }),
          origin: app.url,
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      for (const line of answer.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (/max-age=0/i.test(line)) jar.delete(name);
        else jar.set(name, value);
      }
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: text ? JSON.parse(text) : null };
    },
  };
}

/** The first owner, signed in. */
export async function owner(app: TestApp, email = "ada@example.com"): Promise<Caller> {
  const ada = caller(app);
  const code = setupCode(app.services.ctx.secrets);
  const answer = await ada.call("POST", "/api/setup", { code, name: "Ada", email, password: PASSWORD });
  if (answer.status !== 201)
    throw new Error(`set-up answered ${answer.status} ${JSON.stringify(answer.body)}`);
  return ada;
}

/** A new person who has accepted an invitation to the workspace, signed in. */
export async function invited(
  app: TestApp,
  inviter: Caller,
  invitation: { email: string; role: string; workspaceId?: string },
): Promise<Caller & { readonly id: string }> {
  const { workspaceId = "default", ...body } = invitation;
  const made = await inviter.call("POST", `/api/workspaces/${workspaceId}/invitations`, body, {
    "sluice-workspace": workspaceId,
  });
  const token = String(made.body.url).split("#")[1];
  const person = caller(app);
  const name = invitation.email.split("@")[0];
  const accepted = await person.call("POST", "/api/auth/invitations/accept", {
    token,
    name,
    password: PASSWORD,
  });
  if (accepted.status !== 200)
    throw new Error(`accepting answered ${accepted.status} ${JSON.stringify(accepted.body)}`);
  const me = await person.call("GET", "/api/auth/me");
  return { ...person, id: me.body.user.id };
}
