import { Tooltip } from "@mantine/core";
import { useView } from "../EditorContext";
import { portName } from "../graph/document";
import { fullValue, shortValue } from "../runs/format";
import classes from "../runs/runs.module.css";
import { shownTrace } from "../viewStore";
import { followed, hasPassed } from "./followed";

/** What the traced sample has sent out of a port, once the step is reached. */
export function TraceChip({ block, port }: { block: string; port: string }) {
  const name = portName(block, port);
  const has = useView((state) => hasPassed(shownTrace(state), state.traceStep, name));
  const value = useView(({ trace, traceStep }) => trace && followed(trace, traceStep).values.get(name));
  if (!has) return null;
  return (
    <Tooltip label={fullValue(value)} openDelay={200}>
      <span className={`${classes.chip} ${classes.traced}`} data-testid={`chip-${name}`}>
        {shortValue(value)}
      </span>
    </Tooltip>
  );
}
