import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { Button } from "../../components/button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { FieldError } from "../../components/field.tsx";
import { Link } from "../../components/link.tsx";
import { SkeletonBlock } from "../../components/skeleton.tsx";
import { api, isStatus } from "../../lib/api.ts";
import { chooseWorkspace, meQuery, refreshMe } from "../../lib/session.ts";
import { AuthLayout } from "./auth-layout.tsx";
import { NewAccountForm } from "./new-account-form.tsx";
import { SignInForm } from "./sign-in-form.tsx";

type Preview = Awaited<ReturnType<typeof api.invitations.preview>>;

/** Asking uses nothing up: the token is spent by accepting. */
const previewQuery = (token: string) => ({
  queryKey: ["invitation", token],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.invitations.preview({ body: { token } }, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
  meta: { isSession: true },
});

export function InvitePage() {
  const token = useLocation({ select: ({ hash }) => hash });
  // Once it is accepted the address is another page's already, while this one is still shown.
  const isHere = useLocation({ select: ({ pathname }) => pathname === "/invite" });
  const invitation = useQuery({ ...previewQuery(token), enabled: isHere });
  if (invitation.data) return <Invitation token={token} invitation={invitation.data} />;
  const gone = isStatus(invitation.error, 400, 404);
  return (
    <AuthLayout title="Invitation" lead={gone ? "It has been used or revoked, or it has expired." : ""}>
      {invitation.isPending && <SkeletonBlock label="Loading the invitation" className="h-64" />}
      {gone && (
        <Link to="/sign-in" look="default" size="large">
          Sign in
        </Link>
      )}
      {invitation.isError && !gone && (
        <ErrorPanel
          title="The invitation cannot be read"
          error={invitation.error}
          onRetry={invitation.refetch}
        />
      )}
    </AuthLayout>
  );
}

function Invitation({ token, invitation }: { token: string; invitation: Preview }) {
  const { email, role, workspace, invitedBy, hasAccount } = invitation;
  const me = useQuery(meQuery);
  const client = useQueryClient();
  const navigate = useNavigate();
  const accept = useMutation({
    meta: { isSession: true },
    mutationFn: async (account?: { readonly name: string; readonly password: string }) => {
      const { id } = await api.invitations.accept({
        body: { token, ...(account && { name: account.name, password: account.password }) },
      });
      await refreshMe(client);
      await chooseWorkspace(client, id);
    },
    onSuccess: () => navigate({ to: "/", replace: true }),
  });
  const isMine = me.data?.user?.email === email;
  return (
    <AuthLayout title={`Join ${workspace.name}`} lead={`${invitedBy} invited ${email} as ${role}.`}>
      {!hasAccount && (
        <NewAccountForm
          label="Join"
          email={email}
          busy={accept.isPending}
          error={accept.error}
          onSubmit={accept.mutate}
        />
      )}
      {hasAccount && isMine && (
        <div className="grid gap-3">
          <FieldError error={accept.error?.message} />
          <Button
            kind="primary"
            size="large"
            busy={accept.isPending}
            onClick={() => accept.mutate(undefined)}
          >
            Join as {me.data?.user?.name}
          </Button>
        </div>
      )}
      {hasAccount && !isMine && (
        <>
          <p className="mb-4 text-fg-2">You have an account. Sign in to join with it.</p>
          <SignInForm email={email} onDone={() => accept.mutate(undefined)} />
          <FieldError error={accept.error?.message} />
        </>
      )}
    </AuthLayout>
  );
}
