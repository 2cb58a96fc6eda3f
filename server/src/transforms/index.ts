export {
  type JudgedCondition,
  judge,
  type Subject,
  type Verdict,
  verdictOf,
  verdictOn,
  whyNotAFilter,
} from "./filter.ts";
export {
  type Job,
  type Transformation,
  type Transformed,
  transformation,
  whyNotATransform,
} from "./transformation.ts";
