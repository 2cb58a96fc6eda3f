let moved = false;

/** Told by the router when another page is on its way. */
export function markNavigation(): void {
  moved = true;
}

/** Whether somebody came to this page by a link, and not by loading it: then the page takes the focus. */
export const isNavigation = (): boolean => moved;
