import type { ReactNode } from "react";
import { useTopBar } from "@/shared/topbar/useTopBar";

/** The frame's places for a page's name and buttons. */
export function TopBarForTests({ children }: { children: ReactNode }) {
  const { setPlace, setActions } = useTopBar();
  return (
    <>
      <div ref={setPlace} />
      <div ref={setActions} />
      {children}
    </>
  );
}
