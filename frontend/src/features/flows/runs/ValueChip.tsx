import { Tooltip } from "@mantine/core";
import { useLiveValue } from "@/shared/live/useLiveValue";
import { fullTime } from "@/shared/time/format";
import { useNow } from "@/shared/time/useNow";
import { useOpenEditor, useView } from "../EditorContext";
import { TraceChip } from "../traces/TraceChip";
import { shownTrace } from "../viewStore";
import { fullValue, shortValue } from "./format";
import classes from "./runs.module.css";

/** A value that no newer one has followed for so long is shown grey. */
const STALE_MS = 30_000;

export function wireTopic(flowId: number, block: string, port: string, device: number | null): string {
  return `w:${flowId}:${block}.${port}${device === null ? "" : `:${device}`}`;
}

/** The newest value that left an output, sitting on the beginning of its wire. */
export function ValueChip({ block, port }: { block: string; port: string }) {
  const { flowId } = useOpenEditor();
  const isWatching = useView((state) => state.isWatching && shownTrace(state) === null);
  const device = useView((state) => state.watchedDevice);
  const live = useLiveValue(isWatching ? wireTopic(flowId, block, port, device) : null);
  const now = useNow(isWatching && live ? STALE_MS / 3 : null);
  if (!isWatching) return <TraceChip block={block} port={port} />;
  if (!live) return null;
  const isStale = now - live.ts > STALE_MS;
  return (
    <Tooltip label={`${fullValue(live.value)} · ${fullTime(live.ts)}`} openDelay={200}>
      <span
        className={isStale ? `${classes.chip} ${classes.stale}` : classes.chip}
        data-stale={isStale || undefined}
        data-testid={`chip-${block}.${port}`}
      >
        {shortValue(live.value)}
      </span>
    </Tooltip>
  );
}
