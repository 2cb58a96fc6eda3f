export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      aria-hidden="true"
      className="text-accent"
    >
      <g stroke="currentColor" strokeLinecap="round">
        <path d="M4 2.5v15M16 2.5v15M4 6h12M4 10h12" strokeWidth="2" />
        <path d="M7 14.2c1-.9 2-.9 3 0s2 .9 3 0" strokeWidth="1.6" />
      </g>
    </svg>
  );
}
