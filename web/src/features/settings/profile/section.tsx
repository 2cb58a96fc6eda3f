import { SectionHeader } from "../section-header.tsx";
import { NameForm } from "./name-form.tsx";
import { PasswordForm } from "./password-form.tsx";
import { Sessions } from "./sessions.tsx";

/** What concerns the person alone, in every workspace. */
export function ProfileSection() {
  return (
    <>
      <SectionHeader title="Profile" lead="You, in every workspace of this installation." />
      <NameForm />
      <PasswordForm />
      <Sessions />
    </>
  );
}
