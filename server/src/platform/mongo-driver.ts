import { createRequire } from "node:module";
import { isIP, type LookupFunction } from "node:net";
import { MongoNetworkError } from "mongodb";

interface DriverConnection {
  readonly id: number | string;
  readonly address: string;
  once(event: "close", listener: () => void): void;
  off(event: "close", listener: () => void): void;
}
interface DriverServer {
  readonly description: { readonly hostAddress: { readonly host?: string }; readonly address: string };
  readonly loadBalanced: boolean;
  readonly topology: {
    readonly s: {
      readonly options: { readonly lookup?: LookupFunction };
      readonly servers: ReadonlyMap<string, unknown>;
    };
  };
  emit(event: "descriptionReceived", description: unknown): void;
}
type WriteCommand = (this: DriverConnection, ...input: unknown[]) => Promise<void>;

const required = createRequire(import.meta.url);
const { Connection } = required("mongodb/lib/cmap/connection.js") as {
  Connection: { prototype: { writeCommand: WriteCommand } };
};
const { Server } = required("mongodb/lib/sdam/server.js") as {
  Server: { prototype: { connect(this: DriverServer): void }; DESCRIPTION_RECEIVED: unknown };
};
const { ServerDescription } = required("mongodb/lib/sdam/server_description.js") as {
  ServerDescription: new (address: unknown, hello: undefined, options: { error: Error }) => unknown;
};
const { writeCommand } = Connection.prototype;
const { connect } = Server.prototype;
const isKnown = typeof writeCommand === "function" && typeof connect === "function";
if (!isKnown || Server.DESCRIPTION_RECEIVED !== "descriptionReceived")
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

/**
 * A client's `lookup` decides which addresses it connects to, but Node does not ask it about a host that is an
 * address already, and any server may name such a one as a member at any time. Here it is asked about those too,
 * before the first connection to a server; one that it refuses stays unknown, for the reason it gives.
 */
Server.prototype.connect = function () {
  const { description, topology, loadBalanced } = this;
  const { host = "" } = description.hostAddress;
  const { lookup } = topology.s.options;
  // A load balancer is of the URI, and names no others.
  if (!lookup || loadBalanced || isIP(host) === 0) return connect.call(this);
  const answered = (error: Error | null) => {
    const isGone = topology.s.servers.get(description.address) !== this;
    if (isGone) return;
    if (error)
      this.emit("descriptionReceived", new ServerDescription(description.hostAddress, undefined, { error }));
    else connect.call(this);
  };
  // The driver notes a server only after it has told it to connect.
  queueMicrotask(() => lookup(host, { all: true }, answered));
};
