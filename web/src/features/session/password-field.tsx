import type { PASSWORD } from "@sluice/shared/workspaces";
import { Field } from "../../components/field.tsx";
import { Input } from "../../components/input.tsx";

// Types alone are imported: the schemas would come with the values.
const LENGTH: typeof PASSWORD = { min: 10, max: 128 };

/** A password that is chosen, not one that is checked. */
export function NewPasswordField({ label = "Password", name = "password", error }: Props) {
  return (
    <Field
      label={label}
      hint={`${LENGTH.min} characters or more. A short sentence works well.`}
      error={error}
    >
      <Input
        name={name}
        type="password"
        autoComplete="new-password"
        required
        minLength={LENGTH.min}
        maxLength={LENGTH.max}
      />
    </Field>
  );
}

interface Props {
  readonly label?: string;
  readonly name?: string;
  readonly error: string | undefined;
}
