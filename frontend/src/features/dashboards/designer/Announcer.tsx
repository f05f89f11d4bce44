import { useAnnounced } from "./announcer";

/** Read aloud by screen readers, invisible to the rest. */
export function Announcer() {
  const { text, count } = useAnnounced();
  return (
    <div role="status" aria-live="polite" className="visually-hidden" data-testid="announcer">
      {/* A sentence that does not change is not read again, a new element is. */}
      <span key={count}>{text}</span>
    </div>
  );
}
