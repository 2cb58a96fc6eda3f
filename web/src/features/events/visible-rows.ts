const ROW = "[role=row][data-index]";

/** What of the one table of the page is drawn, which is what can be seen and a little more. */
export const visibleRows = {
  of<Row>(rows: readonly Row[]): readonly Row[] {
    const drawn = document.querySelectorAll<HTMLElement>(ROW);
    return [...drawn].flatMap((element) => rows[Number(element.dataset.index)] ?? []);
  },
  hasFocus: (): boolean => document.activeElement?.closest(ROW) !== null,
};
