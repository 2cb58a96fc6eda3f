import { createRequire } from "node:module";
import { MongoNetworkError } from "mongodb";

interface DriverConnection {
  readonly id: number | string;
  readonly address: string;
  once(event: "close", listener: () => void): void;
  off(event: "close", listener: () => void): void;
}
type WriteCommand = (this: DriverConnection, ...input: unknown[]) => Promise<void>;

const { Connection } = createRequire(import.meta.url)("mongodb/lib/cmap/connection.js") as {
  Connection: { prototype: { writeCommand: WriteCommand } };
};
const { writeCommand } = Connection.prototype;
if (typeof writeCommand !== "function")
  throw new Error("This version of the mongodb driver is not the one that mongo-driver.ts mends.");

/**
 * Mends driver 7.9.0: between the death of a socket and its `close` event, a command that is written to it waits
 * for `drain` without end, whatever its timeouts. When that command is the monitor's, the client never finds its
 * server again. Here such a write fails when the connection closes, as one on a closed connection does.
 */
Connection.prototype.writeCommand = function (...input) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onClose = () =>
    reject(new MongoNetworkError(`connection ${this.id} to ${this.address} closed while it was written to`));
  this.once("close", onClose);
  writeCommand.apply(this, input).then(resolve, reject);
  return promise.finally(() => this.off("close", onClose));
};
