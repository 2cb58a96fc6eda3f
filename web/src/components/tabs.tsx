import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";
import { count } from "../lib/format.ts";
import { useChosenInSight } from "../lib/in-sight.ts";

export interface Tab<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly count?: number | undefined;
  readonly countTone?: "bad";
}

interface Props<Value extends string> {
  /** Names the group: "Parts of this job". */
  readonly label: string;
  readonly tabs: readonly Tab<Value>[];
  /** From the address; write it back in `onChange` with `navigate({ search, replace: true })`. */
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  /** What the chosen tab shows. */
  readonly children: ReactNode;
  /** Beside the tabs, at the right. */
  readonly actions?: ReactNode;
  /** Within a box instead of across the page. */
  readonly boxed?: boolean;
}

export function Tabs<Value extends string>(props: Props<Value>) {
  const { label, tabs, value, onChange, children, actions, boxed = false } = props;
  const list = useChosenInSight<HTMLDivElement>(value);
  return (
    <Base.Root
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className={boxed ? "overflow-hidden rounded-3 border border-line-2" : "flex flex-1 flex-col"}
    >
      <div
        className={`flex items-center border-b border-line pr-2 ${boxed ? "bg-surface-2 pl-1" : "pl-[calc(var(--gutter)-8px)]"}`}
      >
        <Base.List
          ref={list}
          aria-label={label}
          className="flex min-w-0 flex-1 gap-1 overflow-x-auto [scrollbar-width:none]"
        >
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className="-mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2 font-500 whitespace-nowrap text-fg-2 -outline-offset-2 hover:text-fg data-active:border-accent data-active:text-fg max-rail:h-11"
            >
              {tab.label}
              {tab.count !== undefined && (
                <span
                  className={tab.countTone && tab.count > 0 ? "font-400 text-bad-text" : "font-400 text-fg-3"}
                >
                  {count(tab.count)}
                </span>
              )}
            </Base.Tab>
          ))}
        </Base.List>
        {actions}
      </div>
      <Base.Panel value={value} className="flex min-w-0 flex-1 flex-col -outline-offset-2">
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
