import { createLink, type LinkComponent } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { cx } from "../lib/cx.ts";
import { type ButtonKind, type ButtonSize, buttonClass } from "./button.tsx";

interface Look {
  /** `text`: accent, underlined in flowing text; `plain`: as its surroundings; `row`: covers its `relative` row. */
  readonly look?: "text" | "plain" | "row" | ButtonKind;
  readonly size?: ButtonSize;
}

function Anchor({ look = "text", size, className, ...rest }: ComponentProps<"a"> & Look) {
  const classes =
    look === "text"
      ? "link"
      : look === "plain"
        ? "hover:text-fg"
        : look === "row"
          ? "stretched font-500"
          : buttonClass(look, size);
  return <a {...rest} className={cx(classes, className)} />;
}

const Routed = createLink(Anchor);

/** A link inside the dashboard, typed by the routes: `<Link to="/events/$id" params={{ id }}>`. */
export const Link: LinkComponent<typeof Anchor> = (props) => <Routed {...props} />;

/** A link to another site; opens beside the dashboard. */
export function ExternalLink({ className, ...rest }: ComponentProps<"a"> & { href: string }) {
  return <a {...rest} target="_blank" rel="noreferrer" className={cx("link", className)} />;
}
