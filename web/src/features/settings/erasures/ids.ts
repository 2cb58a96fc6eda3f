/** Ids as somebody pastes them: on lines, with commas, twice. */
export const idsIn = (text: string): readonly string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
