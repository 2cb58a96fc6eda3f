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
    </AuthLayout>
  );
}
