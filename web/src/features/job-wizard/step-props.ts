import type { Connector } from "@sluice/shared/connectors";
import type { Draft } from "./draft-rules.ts";

/** What each step of the form is given. */
export interface StepProps {
  readonly connector: Connector;
  readonly draft: Draft;
  readonly onChange: (change: Partial<Draft>) => void;
  /** What is wrong with a field, by its path. */
  readonly problem: (field: string) => string | undefined;
}
