import type { SluiceContract } from "@sluice/shared/contract";
import { setupCode } from "../platform/setup-code.ts";
import type { Examples } from "../testing/examples.ts";
import { type Caller, caller, invited, owner, PASSWORD, type TestApp } from "../testing/index.ts";
import { resetLink } from "./index.ts";

const workspaceId = "default";
const owners = new WeakMap<TestApp, Promise<Caller>>();
let serial = 0;

/** The one owner that an app has. */
function ownerOf(app: TestApp): Promise<Caller> {
  const known = owners.get(app) ?? owner(app);
  owners.set(app, known);
  return known;
}

const newEmail = () => `person${++serial}@example.com`;
const someone = async (app: TestApp, role = "member") => {
  const email = newEmail();
  return { email, ...(await invited(app, await ownerOf(app), { email, role })) };
};
const as = (person: Caller) => ({ headers: { cookie: person.cookie() } });

async function invitation(app: TestApp): Promise<{ id: string; token: string }> {
  const ada = await ownerOf(app);
  const path = `/api/workspaces/${workspaceId}/invitations`;
  const { body } = await ada.call("POST", path, { email: newEmail(), role: "viewer" });
  return { id: body.id, token: body.url.split("#")[1] };
}

const newKey = async (app: TestApp): Promise<{ params: { keyId: string } }> => {
  const made: { id: string } = (await app.api("POST", "/api/v1/api-keys", { name: "CI" })).body;
  return { params: { keyId: made.id } };
};

const account: Examples<SluiceContract["account"]> = {
  setupState: async () => ({}),
  async setUp(app) {
    await ownerOf(app);
    const code = setupCode(app.services.ctx.secrets);
    return { body: { code, name: "Eve", email: newEmail(), password: PASSWORD }, fails: "conflict" };
  },
  async signIn(app) {
    const { email } = await someone(app);
    return { headers: {}, body: { email, password: PASSWORD } };
  },
  signOut: async (app) => as(await someone(app)),
  async resetPassword(app) {
    const { email } = await someone(app);
    const token = String(await resetLink(app.services.ctx, email)).split("#")[1] as string;
    return { body: { token, password: "another horse battery" } };
  },
  me: async (app) => as(await someone(app)),
  updateMe: async (app) => ({ ...as(await someone(app)), body: { name: "Grace" } }),
  changePassword: async (app) => ({
    ...as(await someone(app)),
    body: { currentPassword: PASSWORD, newPassword: "another horse battery" },
  }),
  chooseWorkspace: async (app) => ({ ...as(await someone(app)), body: { workspaceId } }),
  sessions: async (app) => as(await someone(app)),
  async endSession(app) {
    const person = await someone(app);
    await caller(app).call("POST", "/api/auth/sign-in/email", { email: person.email, password: PASSWORD });
    const { body } = await person.call("GET", "/api/auth/sessions");
    const other = body.data.find((session: { current: boolean }) => !session.current);
    return { ...as(person), params: { sessionId: other.id } };
  },
  endOtherSessions: async (app) => as(await someone(app)),
};

const workspaces: Examples<SluiceContract["workspaces"]> = {
  create: async (app) => ({ ...as(await someone(app)), body: { name: "Second" } }),
  get: async () => ({ params: { workspaceId } }),
  rename: async () => ({ params: { workspaceId }, body: { name: "Default" } }),
  async remove(app) {
    const person = await someone(app);
    const { body } = await person.call("POST", "/api/workspaces", { name: "Short-lived" });
    const { headers } = as(person);
    return {
      headers: { ...headers, "sluice-workspace": body.id },
      params: { workspaceId: body.id },
      body: { name: "Short-lived" },
    };
  },
  async audit(app) {
    await newKey(app);
    return { query: { actorId: "key_admin" } };
  },
};

const members: Examples<SluiceContract["members"]> = {
  async list(app) {
    await someone(app);
    return { params: { workspaceId } };
  },
  setRole: async (app) => ({
    params: { workspaceId, userId: (await someone(app)).id },
    body: { role: "admin" },
  }),
  remove: async (app) => ({ params: { workspaceId, userId: (await someone(app)).id } }),
  leave: async (app) => ({ ...as(await someone(app)), params: { workspaceId } }),
};

const invitations: Examples<SluiceContract["invitations"]> = {
  async list(app) {
    await invitation(app);
    return { params: { workspaceId } };
  },
  create: async () => ({ params: { workspaceId }, body: { email: newEmail(), role: "viewer" } }),
  revoke: async (app) => ({ params: { workspaceId, invitationId: (await invitation(app)).id } }),
  preview: async (app) => ({ body: { token: (await invitation(app)).token } }),
  accept: async (app) => ({
    headers: {},
    body: { token: (await invitation(app)).token, name: "Grace", password: PASSWORD },
  }),
};

const apiKeys: Examples<SluiceContract["apiKeys"]> = {
  async list(app) {
    await newKey(app);
    return {};
  },
  create: async () => ({ body: { name: "CI", role: "viewer", expiresInDays: null } }),
  rotate: async (app) => ({ ...(await newKey(app)), body: {} }),
  revoke: newKey,
};

export const accessExamples = { account, workspaces, members, invitations, apiKeys };
