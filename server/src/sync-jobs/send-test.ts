import type { ReceiveResult } from "@sluice/shared/events";
import type { EndpointSource, Receiver } from "../events/index.ts";
import { AppError, notFound } from "../platform/errors.ts";
import { sampleType } from "./connectors.ts";

export type SendTestEvent = (
  workspaceId: string,
  jobId: string,
  type: string | undefined,
) => Promise<ReceiveResult>;

/** Signs a sample event with the job's own secret and takes it in by the same path as the provider's. */
export function testSender(endpoints: EndpointSource, receive: Receiver["receive"]): SendTestEvent {
  return async (workspaceId, jobId, type) => {
    const endpoint = await endpoints.read(workspaceId, jobId);
    if (!endpoint) throw notFound("sync job", jobId);
    if (!endpoint.enabled)
      throw new AppError("endpoint_disabled", "This job is disabled; enable it to send a test event.");
    const [secret] = endpoint.secrets;
    if (!secret)
      throw new AppError(
        "secret_missing",
        "This job has no signing secret yet; paste it before sending a test event.",
      );
    const wanted = sampleType(endpoint.connector, type);
    const sample = endpoint.connector.sample(wanted, secret, Date.now());
    const outcome = await receive(
      { ...endpoint, onMatch: undefined },
      { ...sample, ip: "127.0.0.1" },
      { test: true },
    );
    if (outcome.status === "rejected") throw outcome.error;
    return outcome;
  };
}
