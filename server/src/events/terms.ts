import type { EventFlag } from "@sluice/shared/events";

/**
 * Search terms that say something about the row instead of what the provider sent. They make rare things
 * findable through the index that is there: a row without a flag and without a failure pays nothing.
 */
export const flagTerm = (flag: EventFlag): string => `is:${flag}`;
export const errorTerm = (code: string): string => `error:${code}`;
export const failureTerm = (group: string): string => `failure:${group}`;
export const failedTypeTerm = (type: string): string => `failed:${type}`;
export const typeTerm = (type: string): string => `type:${type}`;

/** Of a failed row; gone again once it is retried. */
export const failureTerms = (type: string, error: { code: string; group: string }): string[] => [
  errorTerm(error.code),
  failureTerm(error.group),
  failedTypeTerm(type),
];
export const FAILURE_TERM = /^(error|failure|failed):/;

/** What a provider's connector put there. */
export const providerTerms = (terms: readonly string[]): string[] =>
  terms.filter((term) => !FAILURE_TERM.test(term) && !term.startsWith("is:"));
