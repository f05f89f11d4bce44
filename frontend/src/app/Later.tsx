import { type ReactNode, Suspense, useEffect, useState } from "react";

interface LaterProps {
  isOpen: boolean;
  load: () => Promise<unknown>;
  children: ReactNode;
}

/** So long after the first picture nobody waits for anything else. */
const QUIET_AFTER_MS = 3000;

/**
 * Around a lazy dialog of the frame: it is mounted when it is opened for the first time, and fetched when the first page of a
 * visit has come without it.
 */
export function Later({ isOpen, load, children }: LaterProps) {
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen && !wasOpen) setWasOpen(true);
  useEffect(() => {
    // Whoever really needs it hears what failed.
    const timer = setTimeout(() => void load().catch(() => undefined), QUIET_AFTER_MS);
    return () => clearTimeout(timer);
  }, [load]);
  return wasOpen && <Suspense fallback={null}>{children}</Suspense>;
}
