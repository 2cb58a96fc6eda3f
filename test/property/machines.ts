import type { Fields } from "./provider.ts";

export const OBJECT_KINDS = [
  "customer",
  "subscription",
  "invoice",
  "payment_intent",
  "charge",
  "coupon",
] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** A change of an object and the events that tell of it. */
export interface Move {
  readonly change: (before: Fields, value: number) => Fields;
  /** Carries `previous_attributes`. */
  readonly updateType?: string;
  /** Events that carry the object after the change and nothing else. */
  readonly announces: readonly string[];
  /** Told even when nothing changed. */
  readonly repeats?: true;
  readonly deletes?: true;
}

export interface Machine {
  readonly prefix: string;
  readonly object: string;
  readonly first: (value: number) => Fields;
  /** Events of the creation. */
  readonly announces: readonly string[];
  readonly moves: (state: Fields) => readonly Move[];
}

const NAMES = ["Ada", "Grace", null] as const;
const edit = (updateType: string, change: Move["change"]): Move => ({ updateType, announces: [], change });
const withKey = (hash: unknown, value: number): Fields => {
  const { plan: _, ...rest } = hash as Fields;
  return value === 0 ? rest : { ...rest, plan: `p${value}` };
};

/** Edits of fields that any state allows; few values, so that going back happens. */
const freely = (type: string): Move[] => [
  edit(type, (_, value) => ({ description: NAMES[value % 3] })),
  edit(type, (before, value) => ({ metadata: withKey(before.metadata, value % 3) })),
];

const MACHINES: Readonly<Record<ObjectKind, Machine>> = {
  customer: {
    prefix: "cus",
    object: "customer",
    announces: ["customer.created"],
    first: () => ({ name: null, balance: 0, description: null, address: null, metadata: {} }),
    moves: () => [
      ...freely("customer.updated"),
      edit("customer.updated", (_, value) => ({ name: NAMES[value % 3] })),
      edit("customer.updated", (before) => ({ balance: (before.balance as number) + 100 })),
      edit("customer.updated", (_, value) => ({
        address: value === 0 ? null : { city: NAMES[value % 2], line1: `${value}` },
      })),
      { announces: ["customer.deleted"], change: () => ({}), deletes: true },
    ],
  },
  coupon: {
    prefix: "coupon",
    object: "coupon",
    announces: ["coupon.created"],
    first: () => ({ name: null, description: null, valid: true, metadata: {} }),
    moves: () => [
      ...freely("coupon.updated"),
      edit("coupon.updated", () => ({ valid: false })),
      { announces: ["coupon.deleted"], change: () => ({ valid: false }), deletes: true },
    ],
  },
  subscription: {
    prefix: "sub",
    object: "subscription",
    announces: ["customer.subscription.created"],
    first: (value) => ({
      status: ["incomplete", "active", "trialing"][value % 3],
      description: null,
      metadata: {},
      items: { object: "list", data: [{ id: "si_1", quantity: 1 }] },
    }),
    moves: ({ status }) => {
      const type = "customer.subscription.updated";
      if (status === "incomplete_expired") return [];
      if (status === "canceled") return [freely(type)[1]!];
      const cancel: Move = {
        announces: ["customer.subscription.deleted"],
        change: () => ({ status: "canceled" }),
      };
      if (status === "incomplete")
        return [
          edit(type, () => ({ status: "active" })),
          edit(type, () => ({ status: "incomplete_expired" })),
        ];
      return [
        ...freely(type),
        edit(type, (_, value) => ({ status: ["active", "past_due", "unpaid"][value % 3] })),
        edit(type, (_, value) => ({
          items: { object: "list", data: [{ id: "si_1", quantity: 1 + (value % 3) }] },
        })),
        { announces: ["customer.subscription.trial_will_end"], change: () => ({}), repeats: true },
        cancel,
      ];
    },
  },
  invoice: {
    prefix: "in",
    object: "invoice",
    announces: ["invoice.created"],
    first: () => ({ status: "draft", number: null, description: null, total: 1000, metadata: {} }),
    moves: ({ status }) => {
      const type = "invoice.updated";
      const to = (next: string, ...announces: string[]): Move => ({
        updateType: type,
        announces,
        change: () => ({ status: next }),
      });
      const paid = to("paid", "invoice.paid", "invoice.payment_succeeded");
      if (status === "draft") {
        return [
          ...freely(type),
          edit(type, (before) => ({ total: (before.total as number) + 500 })),
          {
            updateType: type,
            announces: ["invoice.finalized"],
            change: () => ({ status: "open", number: "N-1" }),
          },
          { announces: ["invoice.deleted"], change: () => ({}), deletes: true },
        ];
      }
      const failed: Move = { announces: ["invoice.payment_failed"], change: () => ({}), repeats: true };
      if (status === "open") {
        return [
          ...freely(type),
          failed,
          paid,
          to("void", "invoice.voided"),
          to("uncollectible", "invoice.marked_uncollectible"),
        ];
      }
      return status === "uncollectible"
        ? [...freely(type), paid, to("void", "invoice.voided")]
        : freely(type);
    },
  },
  // Stripe tells of payment intents by announcements alone: what happens in one second often stays open.
  payment_intent: {
    prefix: "pi",
    object: "payment_intent",
    announces: ["payment_intent.created"],
    first: () => ({ status: "requires_payment_method", amount: 900, last_payment_error: null }),
    moves: ({ status }) => {
      if (status === "succeeded" || status === "canceled") return [];
      const to = (type: string, fields: Fields): Move => ({ announces: [type], change: () => fields });
      return [
        to("payment_intent.requires_action", { status: "requires_action" }),
        to("payment_intent.processing", { status: "processing" }),
        to("payment_intent.payment_failed", {
          status: "requires_payment_method",
          last_payment_error: { code: "card_declined" },
        }),
        to("payment_intent.succeeded", { status: "succeeded" }),
        to("payment_intent.canceled", { status: "canceled" }),
      ];
    },
  },
  charge: {
    prefix: "ch",
    object: "charge",
    announces: ["charge.pending"],
    first: () => ({
      status: "pending",
      captured: false,
      amount_refunded: 0,
      description: null,
      metadata: {},
    }),
    moves: ({ status, captured }) => {
      const refund: Move["change"] = (before) => ({
        amount_refunded: (before.amount_refunded as number) + 100,
      });
      if (status === "pending") {
        return [
          { announces: ["charge.succeeded"], change: () => ({ status: "succeeded" }) },
          { announces: ["charge.failed"], change: () => ({ status: "failed" }) },
        ];
      }
      if (status === "failed") return freely("charge.updated");
      if (captured) return [...freely("charge.updated"), edit("charge.refunded", refund)];
      return [...freely("charge.updated"), edit("charge.captured", () => ({ captured: true }))];
    },
  },
};

export const machineOf = (kind: ObjectKind): Machine => MACHINES[kind];
