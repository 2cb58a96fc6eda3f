import { useQueryClient } from "@tanstack/react-query";
import { Dialog } from "../../components/dialog.tsx";
import { useSession } from "../../lib/session.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** Over the page when the session has ended: what is open and typed stays. */
export function SignInDialog() {
  const { user } = useSession();
  const client = useQueryClient();
  return (
    <Dialog
      open
      held
      onClose={() => {}}
      title="Sign in again"
      description="Your session has ended. What is on this page stays as it is."
    >
      <SignInForm email={user.email || undefined} onDone={() => void client.invalidateQueries()} />
    </Dialog>
  );
}
