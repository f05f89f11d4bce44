import { portName } from "../graph/document";
import type { Trace } from "../types";

export type Mark = "current" | "passed" | "ahead" | "outside";

/** How far a trace has been followed: what each block is to it, and what has left which port so far. */
export interface Followed {
  readonly marks: ReadonlyMap<string, Mark>;
  readonly values: ReadonlyMap<string, unknown>;
}

/** Blocks inside a subflow are seen as the block that a person sees. */
export function outerBlock(id: string): string {
  const slash = id.indexOf("/");
  return slash < 0 ? id : id.slice(0, slash);
}

let last: { readonly trace: Trace; readonly step: number; readonly followed: Followed } | null = null;

/** Asked by every block and wire at once, so the last answer is kept. */
export function followed(trace: Trace, step: number): Followed {
  if (last?.trace === trace && last.step === step) return last.followed;
  const marks = new Map<string, Mark>();
  const values = new Map<string, unknown>();
  trace.steps.forEach(({ block, outputs }, index) => {
    const id = outerBlock(block);
    if (index > step) {
      if (!marks.has(id)) marks.set(id, "ahead");
      return;
    }
    marks.set(id, index === step ? "current" : "passed");
    for (const [port, value] of Object.entries(outputs)) values.set(portName(block, port), value);
  });
  last = { trace, step, followed: { marks, values } };
  return last.followed;
}

export function markOf(trace: Trace | null, step: number, block: string): Mark | null {
  return trace && (followed(trace, step).marks.get(block) ?? "outside");
}

/** Whether something has gone along the wire that begins there, as far as the trace has been followed. */
export function hasPassed(trace: Trace | null, step: number, from: string): boolean | null {
  return trace && followed(trace, step).values.has(from);
}
