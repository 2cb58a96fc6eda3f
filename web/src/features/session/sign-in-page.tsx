import { getRouteApi, useRouter } from "@tanstack/react-router";
import { AuthLayout } from "./auth-layout.tsx";
import { SignInForm } from "./sign-in-form.tsx";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  const { next = "/" } = route.useSearch();
  const router = useRouter();
  return (
    <AuthLayout title="Sign in to Sluice" lead={window.location.host}>
      <SignInForm onDone={() => router.history.replace(next)} />
      <p className="mt-4 border-t border-line pt-3 text-12 text-fg-3">
        No account yet? Ask an admin of your workspace for an invitation. An owner who has lost their password
        can make a new link on the server.
      </p>
    </AuthLayout>
  );
}
