import { collectionOf } from "./objects.ts";

/** An object of Stripe's that `GET /v1/<path>/<id>` answers. */
export interface Resource {
  /** As objects name themselves. */
  readonly object: string;
  readonly collection: string;
  readonly path: string;
  /** What people call them, where `GET /v1/<path>` lists all of an account's without asking for a parent. */
  readonly title?: string;
  /** What else such a list has to be asked. */
  readonly query?: Readonly<Record<string, string>>;
}

/** The commonest first, each with its title where all can be listed. */
const LISTED: Readonly<Record<string, string>> = {
  customer: "Customers",
  subscription: "Subscriptions",
  invoice: "Invoices",
  charge: "Charges",
  product: "Products",
  price: "Prices",
  payment_intent: "Payment intents",
  refund: "Refunds",
  dispute: "Disputes",
  payout: "Payouts",
  plan: "Plans",
  coupon: "Coupons",
  promotion_code: "Promotion codes",
  credit_note: "Credit notes",
  tax_rate: "Tax rates",
  quote: "Quotes",
  subscription_schedule: "Subscription schedules",
  invoiceitem: "Invoice items",
  payment_link: "Payment links",
  "checkout.session": "Checkout sessions",
  setup_intent: "Setup intents",
  balance_transaction: "Balance transactions",
  transfer: "Transfers",
  topup: "Top-ups",
  review: "Reviews",
};
const ASKED_BY_ID = [
  "payment_method",
  "issuing.card",
  "issuing.cardholder",
  "issuing.authorization",
  "issuing.dispute",
];
/** Lists leave out what has ended unless they are asked for it. */
const QUERIES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  subscription: { status: "all" },
};

export const resources: readonly Resource[] = [...Object.keys(LISTED), ...ASKED_BY_ID].map((object) => ({
  object,
  collection: collectionOf(object),
  path: pathOf(object),
  ...(LISTED[object] && { title: LISTED[object] }),
  ...(QUERIES[object] && { query: QUERIES[object] }),
}));

function pathOf(object: string): string {
  const [first, last] = object.split(".") as [string, string | undefined];
  return last === undefined ? collectionOf(first) : `${first}/${collectionOf(last)}`;
}
