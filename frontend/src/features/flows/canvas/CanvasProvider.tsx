import { ReactFlowProvider } from "@xyflow/react";
import type { ReactNode } from "react";

/** Around everything that looks at or moves the canvas from outside. */
export function CanvasProvider({ children }: { children: ReactNode }) {
  return <ReactFlowProvider>{children}</ReactFlowProvider>;
}
