import type { TriedCondition } from "@sluice/shared/transforms";
import { Plus, X } from "lucide-react";
import { Button } from "../../components/button.tsx";
import { IconButton } from "../../components/icon-button.tsx";
import { Segmented } from "../../components/segmented.tsx";
import { ConditionRow } from "./condition-row.tsx";
import { type GroupDraft, isGroup, newCondition, newGroup, type PartDraft } from "./filter-draft.ts";

const MODES = [
  { value: "all", label: "All" },
  { value: "any", label: "Any" },
] as const;
const DEEPEST = 4;

interface Props {
  readonly group: GroupDraft;
  readonly depth?: number;
  /** By the key of a condition. */
  readonly tried: ReadonlyMap<string, TriedCondition>;
  readonly paths: string;
  readonly onChange: (next: GroupDraft) => void;
  readonly onRemove?: () => void;
}

/** Conditions and groups, of which all or any have to hold. */
export function FilterGroup({ group, depth = 1, tried, paths, onChange, onRemove }: Props) {
  const set = (index: number, next: PartDraft | null) =>
    onChange({ ...group, parts: group.parts.flatMap((part, at) => (at === index ? (next ?? []) : [part])) });
  const add = (part: PartDraft) => onChange({ ...group, parts: [...group.parts, part] });
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2">
        <Segmented
          label="How many of them have to hold"
          options={MODES}
          value={group.mode}
          onChange={(mode) => onChange({ ...group, mode })}
        />
        <span className="text-12 text-fg-2">of these hold</span>
        {onRemove && (
          <IconButton
            className="ml-auto"
            label="Remove this group"
            icon={<X size={14} aria-hidden="true" />}
            onClick={onRemove}
          />
        )}
      </div>
      <ul className="grid gap-2">
        {group.parts.map((part, index) =>
          isGroup(part) ? (
            <li key={part.key} className="border-l-2 border-line-2 pl-3">
              <FilterGroup
                group={part}
                depth={depth + 1}
                tried={tried}
                paths={paths}
                onChange={(next) => set(index, next)}
                onRemove={() => set(index, null)}
              />
            </li>
          ) : (
            <ConditionRow
              key={part.key}
              condition={part}
              name={`Condition ${index + 1}`}
              tried={tried.get(part.key)}
              paths={paths}
              onChange={(next) => set(index, next)}
              onRemove={() => set(index, null)}
            />
          ),
        )}
      </ul>
      <div className="flex gap-2">
        <Button size="small" icon={<Plus size={14} aria-hidden="true" />} onClick={() => add(newCondition())}>
          Add condition
        </Button>
        {depth < DEEPEST && (
          <Button size="small" onClick={() => add(newGroup(group.mode === "all" ? "any" : "all"))}>
            Add group
          </Button>
        )}
      </div>
    </div>
  );
}
