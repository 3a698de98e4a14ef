/** The product's mark: an anchor within the arc of a sheltering bay. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M5.2 4.6A10 10 0 1 0 18.8 4.6" strokeWidth="1.7" opacity="0.45" />
      <circle cx="12" cy="5" r="1.9" strokeWidth="1.7" />
      <path
        d="M12 7v11M9 9.9h6M6.8 13.4c.4 3 2.3 4.6 5.2 4.6s4.8-1.6 5.2-4.6"
        strokeWidth="1.7"
        strokeLinejoin="round"
      />
    </svg>
  );
}
