import type { ApiKey, NewApiKey } from "@sluice/shared/workspaces";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "../../../components/button.tsx";
import { DataTable } from "../../../components/data-table/data-table.tsx";
import { Empty } from "../../../components/empty.tsx";
import { Facts } from "../../../components/facts.tsx";
import { SecretOnce } from "../../../components/secret-once.tsx";
import { Time } from "../../../components/time.tsx";
import { api } from "../../../lib/api.ts";
import { useRows } from "../../../lib/pages.ts";
import { ROLE_LABEL } from "../role-names.ts";
import { SectionHeader } from "../section-header.tsx";
import { isOperators, keyColumns } from "./key-columns.tsx";
import { NewKeyDialog } from "./new-key-dialog.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { RotateDialog } from "./rotate-dialog.tsx";

type Asking = { readonly what: "rotate" | "revoke"; readonly key: ApiKey };
const rowId = ({ id }: ApiKey) => id;

export function ApiKeysSection() {
  const client = useQueryClient();
  const list = useRows<ApiKey>(useInfiniteQuery(api.apiKeys.list.infiniteOptions()));
  const [creating, setCreating] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [made, setMade] = useState<NewApiKey | null>(null);
  const columns = useMemo(() => keyColumns((what, key) => setAsking({ what, key })), []);
  const changed = () => void client.invalidateQueries({ queryKey: api.apiKeys.key() });
  const close = () => {
    setCreating(false);
    setAsking(null);
  };
  const onMade = (key: NewApiKey) => {
    close();
    setMade(key);
    changed();
  };
  const create = (
    <Button kind="primary" icon={<Plus size={14} aria-hidden="true" />} onClick={() => setCreating(true)}>
      New key…
    </Button>
  );
  return (
    <>
      <SectionHeader title="API keys" lead="For scripts and CI. People sign in instead." action={create} />
      <DataTable
        label="API keys"
        columns={columns}
        rowId={rowId}
        height="tall"
        stickyHead={false}
        {...list}
        empty={
          <Empty title="No API keys yet">
            A key lets a script or a CI job call the API of this workspace, with its own role and expiry.
          </Empty>
        }
      />
      {list.rows.some(isOperators) && (
        <p className="px-gutter py-3 text-12 text-fg-3">
          The admin key was given, or made, when Sluice started. To replace it, start Sluice with another{" "}
          <code>SLUICE_ADMIN_API_KEY</code>.
        </p>
      )}
      {creating && <NewKeyDialog onClose={close} onMade={onMade} />}
      {asking?.what === "rotate" && <RotateDialog apiKey={asking.key} onClose={close} onMade={onMade} />}
      {asking?.what === "revoke" && (
        <RevokeDialog
          apiKey={asking.key}
          onClose={close}
          onDone={() => {
            close();
            changed();
          }}
        />
      )}
      {made && (
        <SecretOnce
          title={`Copy “${made.name}” now`}
          what="key"
          secret={made.key}
          onDone={() => setMade(null)}
        >
          <Facts
            facts={[
              ["Role", ROLE_LABEL[made.role]],
              ["Expires", made.expiresAt ? <Time key="at" at={made.expiresAt} format="date" /> : "Never"],
            ]}
          />
        </SecretOnce>
      )}
    </>
  );
}
