/** Shapes from lucide (ISC), on its 24 px grid. */
const SHAPES = {
  ban: "M4.9 4.9l14.2 14.2M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0z",
  check: "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0zM9 12l2 2 4-4",
  clock: "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0zM12 6v6l4 2",
  copy: "M10 8h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H10a2 2 0 0 1-2-2V10a2 2 0 0 1 2-2zM4 16a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h10a2 2 0 0 1 2 2",
  cross: "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0zM15 9l-6 6M9 9l6 6",
  dashed:
    "M10.1 2.2a10 10 0 0 1 3.8 0M13.9 21.8a10 10 0 0 1-3.8 0M17.6 3.7a10 10 0 0 1 2.7 2.7M2.2 13.9a10 10 0 0 1 0-3.8M20.3 17.6a10 10 0 0 1-2.7 2.7M21.8 10.1a10 10 0 0 1 0 3.8M3.7 6.4a10 10 0 0 1 2.7-2.7M6.4 20.3a10 10 0 0 1-2.7-2.7",
  loader: "M21 12a9 9 0 1 1-6.2-8.6",
  minus: "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0zM8 12h8",
  pause: "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0zM10 15V9M14 15V9",
  play: "M22 12a10 10 0 1 1-20 0 10 10 0 0 1 20 0zM10 8.5v7l5.5-3.5z",
  plus: "M5 12h14M12 5v14",
  shield:
    "M20 13c0 5-3.5 7.5-7.7 9a1 1 0 0 1-.6 0C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.2-2.7a1.2 1.2 0 0 1 1.6 0C14.5 3.8 17 5 19 5a1 1 0 0 1 1 1zM14.5 9.5l-5 5M9.5 9.5l5 5",
  warn: "M21.7 18l-8-14a2 2 0 0 0-3.5 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.7-3M12 9v4M12 17h.01",
  x: "M18 6L6 18M6 6l12 12",
} as const;

export type IconName = keyof typeof SHAPES;

/** Decoration only: the words beside it, or the button's label, say the same. */
export function Icon({ name, size = 14, className }: { name: IconName; size?: number; className?: string }) {
  return (
    <svg
      className={className}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={SHAPES[name]} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg className="mark" width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true">
      <g stroke="currentColor" strokeLinecap="round">
        <path d="M4 2.5v15M16 2.5v15M4 6h12M4 10h12" strokeWidth="2" />
        <path d="M7 14.2c1-.9 2-.9 3 0s2 .9 3 0" strokeWidth="1.6" />
      </g>
    </svg>
  );
}
