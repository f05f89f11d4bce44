import { Tooltip } from "@mantine/core";
import { useActivity, useView } from "../EditorContext";
import { compactNumber } from "../runs/format";
import classes from "./canvas.module.css";

/** At the block's upper right corner: what is wrong with it, else how much it does. */
export function BlockState({ id }: { id: string }) {
  const problem = useView(({ problems }) => problems.find((one) => one.block === id && one.level === "error"));
  const warning = useView(({ problems }) => problems.find((one) => one.block === id && one.level === "warning"));
  const isWatching = useView((state) => state.isWatching);
  const activity = useActivity((state) => state.blocks[id]);
  const trouble = problem?.message ?? (activity?.errors ? activity.lastError : undefined);
  if (trouble || warning) {
    return (
      <Tooltip label={trouble ?? warning?.message} multiline maw={320} openDelay={100}>
        <span
          className={trouble ? classes.errorDot : classes.warningDot}
          role="img"
          aria-label={trouble ?? warning?.message}
          data-testid={`block-problem-${id}`}
        />
      </Tooltip>
    );
  }
  if (!isWatching || !activity || activity.rate === 0) return null;
  return <span className={classes.rate}>{compactNumber(activity.rate)}/s</span>;
}
