import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Link } from "../../components/link.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { accountCall } from "../../lib/account-call.ts";
import { isStatus } from "../../lib/api.ts";
import { meQuery } from "../../lib/session.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { NewAccountForm } from "./new-account-form.tsx";

const route = getRouteApi("/invite/$token");

interface Invitation {
  readonly email: string;
  readonly role: string;
  readonly workspace: { readonly name: string };
}

const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => accountCall<Invitation>(`/api/invitations/${encodeURIComponent(token)}`),
    meta: { isSession: true },
  });

export function InvitePage() {
  const { token } = route.useParams();
  const invitation = useQuery(invitationQuery(token));
  const client = useQueryClient();
  const navigate = useNavigate();
  const accept = useMutation({
    meta: { isSession: true },
    mutationFn: async ({ name = "", email = "", password = "" }: Readonly<Record<string, string>>) => {
      await accountCall(`/api/invitations/${encodeURIComponent(token)}/accept`, { name, password });
      await accountCall("/api/auth/sign-in/email", { email, password });
      await client.query({ ...meQuery, staleTime: 0 });
    },
    onSuccess: () => navigate({ to: "/", replace: true }),
  });
  if (invitation.isPending)
    return (
      <AuthLayout title="Invitation" lead="">
        <SkeletonBlock label="Loading the invitation" className="h-64" />
      </AuthLayout>
    );
  if (invitation.isError) {
    const gone = isStatus(invitation.error, 404, 409, 410);
    return (
      <AuthLayout
        title="Invitation"
        lead={gone ? "It has been used or withdrawn, or its time has passed." : ""}
      >
        {gone ? (
          <Link to="/sign-in" look="default" size="large">
            Sign in
          </Link>
        ) : (
          <ErrorPanel
            title="The invitation cannot be read"
            error={invitation.error}
            onRetry={invitation.refetch}
          />
        )}
      </AuthLayout>
    );
  }
  const { email, role, workspace } = invitation.data;
  return (
    <AuthLayout
      title={`Join ${workspace.name}`}
      lead={`You were invited as ${role}. Choose a name and a password.`}
    >
      <NewAccountForm
        label="Join"
        email={email}
        busy={accept.isPending}
        error={accept.error}
        onSubmit={(values) => accept.mutate(values)}
      />
    </AuthLayout>
  );
}
