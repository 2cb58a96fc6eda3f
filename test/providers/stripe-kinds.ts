import charge from "../../server/src/connectors/stripe/fixtures/charge.json" with { type: "json" };
import customer from "../../server/src/connectors/stripe/fixtures/customer.json" with { type: "json" };
import invoice from "../../server/src/connectors/stripe/fixtures/invoice.json" with { type: "json" };
import paymentIntent from "../../server/src/connectors/stripe/fixtures/payment_intent.json" with {
  type: "json",
};
import price from "../../server/src/connectors/stripe/fixtures/price.json" with { type: "json" };
import product from "../../server/src/connectors/stripe/fixtures/product.json" with { type: "json" };
import subscription from "../../server/src/connectors/stripe/fixtures/subscription.json" with {
  type: "json",
};
import { type Machine, machineOf } from "../property/machines.ts";
import type { Fields } from "../property/provider.ts";

export interface Kind {
  readonly path: string;
  readonly machine: Machine;
  /** What an object has beside what its machine changes. */
  readonly fixture: Fields;
}

const NAMES = ["Lamp", "Dimmer", "Monitor"] as const;
/** Products and prices: made, renamed, deleted. */
const sold = (object: "product" | "price", prefix: string, field: string): Machine => ({
  prefix,
  object,
  announces: [`${object}.created`],
  first: (value) => ({ [field]: NAMES[value % 3], active: true, metadata: {} }),
  moves: () => [
    {
      updateType: `${object}.updated`,
      announces: [],
      change: (_, value) => ({ [field]: NAMES[value % 3] }),
    },
    { updateType: `${object}.updated`, announces: [], change: ({ active }) => ({ active: !active }) },
    { announces: [`${object}.deleted`], change: () => ({}), deletes: true },
  ],
});

/** By the collection that they are written to. */
export const KINDS: Readonly<Record<string, Kind>> = {
  customers: { path: "customers", machine: machineOf("customer"), fixture: customer },
  subscriptions: { path: "subscriptions", machine: machineOf("subscription"), fixture: subscription },
  invoices: { path: "invoices", machine: machineOf("invoice"), fixture: invoice },
  charges: { path: "charges", machine: machineOf("charge"), fixture: charge },
  products: { path: "products", machine: sold("product", "prod", "name"), fixture: product },
  prices: { path: "prices", machine: sold("price", "price", "nickname"), fixture: price },
  payment_intents: { path: "payment_intents", machine: machineOf("payment_intent"), fixture: paymentIntent },
  coupons: { path: "coupons", machine: machineOf("coupon"), fixture: {} },
};

/** A new object of a kind; `id` tells it from others. */
export function born({ machine, fixture }: Kind, id: string, created: number, value: number): Fields {
  return { ...fixture, ...machine.first(value), id, object: machine.object, created };
}
