import { Tooltip } from "@mantine/core";
import { useLiveValue } from "@/shared/live/useLiveValue";
import { fullTime } from "@/shared/time/format";
import { useOpenEditor, useView } from "../EditorContext";
import { fullValue, shortValue } from "./format";
import classes from "./runs.module.css";

/** The newest value that left an output, sitting on the beginning of its wire. */
export function ValueChip({ block, port }: { block: string; port: string }) {
  const { flowId } = useOpenEditor();
  const isWatching = useView((state) => state.isWatching);
  const live = useLiveValue(isWatching ? `w:${flowId}:${block}.${port}` : null);
  if (!isWatching || !live) return null;
  return (
    <Tooltip label={`${fullValue(live.value)} · ${fullTime(live.ts)}`} openDelay={200}>
      <span className={classes.chip} data-testid={`chip-${block}.${port}`}>
        {shortValue(live.value)}
      </span>
    </Tooltip>
  );
}
