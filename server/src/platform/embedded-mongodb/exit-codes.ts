/** How the host process ends when it cannot serve. */
export const DATA_DIR_IN_USE = 2;
export const PORT_IN_USE = 3;
export const UNSUPPORTED = 4;
