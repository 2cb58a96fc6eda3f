import { columnVisibilityFeature, tableFeatures } from "@tanstack/react-table";

/** What of TanStack Table is in use: columns, their visibility, and the rows' identity. */
export const features = tableFeatures({ columnVisibilityFeature });
export type Features = typeof features;
