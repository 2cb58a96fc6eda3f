import { useQuery } from "@tanstack/react-query";
import { Link } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { jobListQuery } from "../jobs/data.ts";
import { RejectedList } from "./rejected-list.tsx";

export function RejectedPage() {
  const jobs = useQuery(jobListQuery());
  return (
    <>
      <PageHeader title="Rejected requests" documentTitle="Rejected" />
      {jobs.data?.data.map((job) => (
        <section key={job.id} aria-label={job.name}>
          <h2 className="border-b border-line px-gutter py-2 font-600">
            <Link to="/jobs/$id" params={{ id: job.id }} look="plain">
              {job.name}
            </Link>
          </h2>
          <RejectedList jobId={job.id} />
        </section>
      ))}
    </>
  );
}
