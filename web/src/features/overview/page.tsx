import { useQuery } from "@tanstack/react-query";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { JobList } from "../jobs/job-list.tsx";
import { jobsQuery } from "../jobs/queries.ts";

export function OverviewPage() {
  const jobs = useQuery(jobsQuery());
  return (
    <>
      <PageHeader title="Overview" live />
      {jobs.isPending && <Skeleton label="Loading jobs" rows={4} />}
      {jobs.isError && <ErrorPanel title="Jobs cannot be loaded" error={jobs.error} onRetry={jobs.refetch} />}
      {jobs.data?.data.length === 0 && (
        <Empty
          title="No sync jobs yet"
          action={
            <Link to="/jobs/new" look="primary">
              New sync job
            </Link>
          }
        >
          A job receives Stripe's webhooks at a URL of its own, keeps every one, and keeps Stripe's objects
          current in a MongoDB database of yours.
        </Empty>
      )}
      {jobs.data && jobs.data.data.length > 0 && <JobList jobs={jobs.data.data} />}
    </>
  );
}
