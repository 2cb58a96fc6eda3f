import { rmSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "./support/data-folder.ts";
import { runScript } from "./support/script.ts";
import { type Stack, startStack } from "./support/stack.ts";

const CODE = /with the code (\S+)/;
const EMAIL = "ada@example.com";

const post = (stack: Stack, route: string, body: object) =>
  fetch(`${stack.url}${route}`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: stack.url },
    body: JSON.stringify(body),
  });

const recover = (dataDir: string, ...options: string[]) =>
  runScript("recover", { SLUICE_DATA_DIR: dataDir }, options).ended;

test("the console gives the first owner a code, the same over restarts; later it can mend a lost password", async () => {
  const dataDir = temporaryFolder();
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const shown = async (stack: Stack) => {
    await stack.until("the banner", 10_000, () => stack.logs().includes("Sluice is ready"));
    return CODE.exec(stack.logs())?.[1];
  };
  const first = await startStack({ dataDir });
  const code = await shown(first);
  expect(code).toMatch(/^(\w{4}-){3}\w{4}$/);
  await first.stop();

  const second = await startStack({ dataDir });
  expect(await shown(second)).toBe(code);
  const form = { code, name: "Ada", email: EMAIL, password: "correct horse battery" };
  expect((await post(second, "/api/setup", form)).status).toBe(201);

  // While it runs.
  const { output } = await recover(dataDir, "--email", EMAIL);
  const token = /\/reset#(\w+)/.exec(output)?.[1];
  const reset = { token, password: "another battery" };
  expect((await post(second, "/api/auth/reset-password", reset)).status).toBe(204);
  const signIn = { email: EMAIL, password: reset.password };
  expect((await post(second, "/api/auth/sign-in/email", signIn)).status).toBe(200);
  await second.stop();

  // While it does not.
  expect(await recover(dataDir)).toMatchObject({ code: 1, output: expect.stringContaining(EMAIL) });
  const made = await recover(dataDir, "--email", "new@example.com", "--owner");
  expect(made).toMatchObject({ code: 0, output: expect.stringMatching(/\/reset#\w+/) });
  const third = await startStack({ dataDir });
  onTestFinished(third.stop);
  expect(await shown(third)).toBeUndefined();
});
