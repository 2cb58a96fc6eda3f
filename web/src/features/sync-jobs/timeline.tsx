import type { SyncJobStats } from "@sluice/shared/sync-jobs";
import { clockTime, count } from "../../lib/format.ts";

type Points = SyncJobStats["timeline"];
const STEP = 10;
const BAR = 8;

function Bars({ points, field, height }: { points: Points; field: "received" | "failed"; height: number }) {
  const top = Math.max(...points.map((point) => point[field]));
  return (
    <div className="plot">
      <svg
        className={field}
        viewBox={`0 0 ${points.length * STEP} ${height}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {points.map((point, index) => {
          const size = point[field] === 0 ? 0 : Math.max(2, (point[field] / top) * height);
          return <rect key={point.at} x={index * STEP} y={height - size} width={BAR} height={size} />;
        })}
      </svg>
      <span className="scale" aria-hidden="true">
        {top > 0 && count(top)}
      </span>
    </div>
  );
}

/** Received events by the minute; failures stand below on a scale of their own. */
export function Timeline({ points }: { points: Points }) {
  const sum = (field: "received" | "failed") => points.reduce((total, point) => total + point[field], 0);
  const received = sum("received");
  const failed = sum("failed");
  const busy = points.filter((point) => point.received + point.failed > 0);
  return (
    <figure className="timeline">
      <figcaption>
        <span className="strong">Events received</span>{" "}
        <span className="t3">
          per minute, last hour: {count(received)} received, {count(failed)} failed
        </span>
      </figcaption>
      <Bars points={points} field="received" height={72} />
      {failed > 0 && (
        <>
          <p className="t2">Failed, own scale</p>
          <Bars points={points} field="failed" height={20} />
        </>
      )}
      <p className="axis t3">
        <span>{points[0] && clockTime(points[0].at).slice(0, 5)}</span>
        <span>now</span>
      </p>
      {busy.length > 0 && (
        <details>
          <summary>Show as table</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">Minute</th>
                <th scope="col">Received</th>
                <th scope="col">Processed</th>
                <th scope="col">Failed</th>
              </tr>
            </thead>
            <tbody>
              {busy.map((point) => (
                <tr key={point.at}>
                  <th scope="row">{clockTime(point.at).slice(0, 5)}</th>
                  <td>{count(point.received)}</td>
                  <td>{count(point.processed)}</td>
                  <td>{count(point.failed)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </figure>
  );
}
