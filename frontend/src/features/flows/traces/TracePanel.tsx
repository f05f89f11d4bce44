import { useView } from "../EditorContext";
import { TraceChooser } from "./TraceChooser";
import { TraceSteps } from "./TraceSteps";

/** One sample, step by step through the flow; without one, what can be traced. */
export function TracePanel() {
  const trace = useView((state) => state.trace);
  return trace ? <TraceSteps trace={trace} /> : <TraceChooser />;
}
