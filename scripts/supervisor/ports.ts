import { type AddressInfo, createServer, type Server } from "node:net";
import { ConfigError } from "@sluice/server/config";

/** Picks `count` different free ports of 127.0.0.1. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen("127.0.0.1", 0)));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(close));
  return ports;
}

/**
 * Makes sure that a port can be listened on; 0 becomes a free one.
 * @throws ConfigError naming `variable` when it is taken or not allowed.
 */
export async function claimPort(variable: string, host: string, port: number): Promise<number> {
  try {
    const server = await listen(host, port);
    const claimed = (server.address() as AddressInfo).port;
    await close(server);
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
