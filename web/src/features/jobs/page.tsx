import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { Empty } from "../../components/empty.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { JobList } from "./job-list.tsx";
import { jobsQuery } from "./queries.ts";

export function JobsPage() {
  const jobs = useQuery(jobsQuery);
  return (
    <>
      <PageHeader
        title="Sync jobs"
        actions={
          <Link to="/jobs/new" look="primary">
            <Plus size={14} aria-hidden="true" />
            New sync job
          </Link>
        }
      />
      {jobs.isPending && <Skeleton label="Loading jobs" />}
      {jobs.isError && <ErrorPanel title="Jobs cannot be loaded" error={jobs.error} onRetry={jobs.refetch} />}
      {jobs.data?.data.length === 0 && <Empty title="No sync jobs yet" />}
      {jobs.data && <JobList jobs={jobs.data.data} />}
    </>
  );
}
