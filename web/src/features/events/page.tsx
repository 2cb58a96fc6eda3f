import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../../components/page-header.tsx";
import { EventList } from "./event-list.tsx";

const route = getRouteApi("/app/events");

export function EventsPage() {
  const { job, status } = route.useSearch();
  return (
    <>
      <PageHeader title="Events" />
      <EventList jobId={job} status={status} />
    </>
  );
}
