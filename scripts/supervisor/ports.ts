import { randomInt } from "node:crypto";
import { type AddressInfo, createServer, type Server } from "node:net";
import { ConfigError } from "@sluice/server/config";

/** Below the ports that Linux (32768) and macOS (49152) give to outgoing connections, which would take them again. */
const [LOWEST, HIGHEST] = [20_000, 32_000];
const TRIES = 100;

/** Picks `count` different free ports of 127.0.0.1, which stay free but for another program's wish. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

async function listenAnywhere(): Promise<Server> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const server = await listen("127.0.0.1", randomInt(LOWEST, HIGHEST)).catch(() => undefined);
    if (server) return server;
  }
  return listen("127.0.0.1", 0);
}

/**
 * Makes sure that a port can be listened on; 0 becomes a free one.
 * @throws ConfigError naming `variable` when it is taken or not allowed.
 */
export async function claimPort(variable: string, host: string, port: number): Promise<number> {
  const claimed = port || ((await freePorts(1))[0] as number);
  try {
    await close(await listen(host, claimed));
    return claimed;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const other = `set ${variable} to another port`;
    if (code === "EADDRINUSE")
      throw new ConfigError(
        `${variable} ${port} on ${host} is taken by another program: stop it, or ${other}.`,
      );
    if (code === "EACCES")
      throw new ConfigError(`${variable} ${port} is not allowed for this user: ${other}.`);
    throw new ConfigError(
      `HOST ${host} cannot be listened on (${code}): set HOST to an address of this machine.`,
    );
  }
}

function listen(host: string, port: number): Promise<Server> {
  const { promise, resolve, reject } = Promise.withResolvers<Server>();
  const server = createServer();
  server.once("error", reject).listen({ host, port, exclusive: true }, () => resolve(server));
  return promise;
}

const close = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
