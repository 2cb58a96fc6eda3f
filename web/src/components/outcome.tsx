/** What an action of the person led to; errors are spoken at once, the rest when there is a pause. */
export function Outcome({ error, done }: { error: Error | null; done?: string | undefined }) {
  return (
    <>
      <p role="alert" className="text-12 text-bad-text empty:hidden">
        {error?.message}
      </p>
      <p role="status" className="text-12 text-fg-2 empty:hidden">
        {!error && done}
      </p>
    </>
  );
}
