import type { Trace } from "../types";

/** The whole trace as a file, to look at or to send to somebody. */
export function downloadTrace(trace: Trace): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(trace, null, 2)], { type: "application/json" }));
  const link = window.document.createElement("a");
  link.href = url;
  link.download = `trace-${trace.flow_id}-${trace.id}.json`;
  link.click();
  URL.revokeObjectURL(url);
}
