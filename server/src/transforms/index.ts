export { type JudgedCondition, judge, leftOutBy, type Subject, whyNotAFilter } from "./filter.ts";
export {
  type Job,
  type Transformation,
  type Transformed,
  transformation,
  whyNotATransform,
} from "./transformation.ts";
