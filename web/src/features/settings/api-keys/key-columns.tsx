import type { ApiKey } from "@sluice/shared/workspaces";
import { Button } from "../../../components/button.tsx";
import type { Column } from "../../../components/data-table/types.ts";
import { Tag } from "../../../components/tag.tsx";
import { Time } from "../../../components/time.tsx";
import { ROLE_LABEL } from "../role-names.ts";

const ENDED = { expired: "Expired", revoked: "Revoked" } as const;
const isOver = ({ status }: ApiKey) => status === "expired" || status === "revoked";
/** The only key of an owner is given to Sluice, or made by it, at the start; it is replaced there too. */
export const isOperators = ({ role }: ApiKey) => role === "owner";
const ACTION = "border-transparent! bg-transparent! -outline-offset-2";

export const keyColumns = (
  ask: (what: "rotate" | "revoke", key: ApiKey) => void,
): readonly Column<ApiKey>[] => [
  {
    id: "name",
    header: "Name",
    width: "minmax(92px,1.4fr)",
    phone: "title",
    cell: (key) => (
      <span className="inline-flex items-center gap-2">
        <span className={isOver(key) ? "text-fg-3" : "font-500"}>{key.name}</span>
        {key.status === "replaced" && <Tag tone="busy">Replaced</Tag>}
        {isOver(key) && <Tag>{ENDED[key.status as keyof typeof ENDED]}</Tag>}
      </span>
    ),
  },
  {
    id: "key",
    header: "Key",
    width: "minmax(96px,0.8fr)",
    phone: "sub",
    cell: (key) => (
      <>
        <code className="text-fg-2">{key.masked}</code>
        <span className="rail:hidden">, {ROLE_LABEL[key.role]}</span>
      </>
    ),
  },
  {
    id: "role",
    header: "Role",
    width: "64px",
    cell: ({ role }) =>
      role === "admin" || role === "owner" ? <Tag tone="warn">{ROLE_LABEL[role]}</Tag> : ROLE_LABEL[role],
  },
  {
    id: "by",
    header: "Made by",
    width: "minmax(88px,0.7fr)",
    low: true,
    cell: (key) => (
      <span title={key.createdBy.name}>{isOperators(key) ? "Configuration" : key.createdBy.name}</span>
    ),
  },
  {
    id: "expires",
    header: "Expires",
    width: "92px",
    phone: "note",
    cell: ({ expiresAt, status }) =>
      expiresAt === null ? (
        <>
          Never<span className="rail:hidden"> expires</span>
        </>
      ) : (
        <>
          <span className="rail:hidden">{status === "expired" ? "expired " : "expires "}</span>
          <Time at={expiresAt} format={status === "replaced" ? "ago" : "date"} />
        </>
      ),
  },
  {
    id: "used",
    header: "Last used",
    width: "80px",
    cell: ({ lastUsedAt }) =>
      lastUsedAt ? <Time at={lastUsedAt} /> : <span className="text-fg-3">Never used</span>,
  },
  {
    id: "actions",
    header: "Actions",
    hideHeader: true,
    width: "140px",
    align: "right",
    phone: "meta",
    cell: (key) =>
      isOver(key) || isOperators(key) ? null : (
        <span className="inline-flex gap-1">
          {key.status === "active" && (
            <Button
              kind="ghost"
              size="small"
              className="-outline-offset-2"
              aria-label={`Rotate ${key.name}`}
              onClick={() => ask("rotate", key)}
            >
              Rotate…
            </Button>
          )}
          <Button
            kind="danger"
            size="small"
            className={ACTION}
            aria-label={`Revoke ${key.name}`}
            onClick={() => ask("revoke", key)}
          >
            Revoke…
          </Button>
        </span>
      ),
  },
];
