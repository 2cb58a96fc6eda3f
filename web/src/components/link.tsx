import type { ComponentProps } from "react";
import { go } from "../lib/address.ts";

/** A link inside the page: changes the address without loading; with a modifier key it stays a plain link. */
export function Link({ href, ...rest }: ComponentProps<"a"> & { href: string }) {
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(href);
      }}
    />
  );
}
