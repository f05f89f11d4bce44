import { Tooltip } from "@mantine/core";
import { IconArrowBearRight2, IconPower } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useActivity, useView } from "../EditorContext";
import type { BlockMode } from "../graph/document";
import { compactNumber } from "../runs/format";
import classes from "./canvas.module.css";

/** What is wrong with a block, as a dot with the sentence behind it. */
export function BlockTrouble({ id }: { id: string }) {
  const problem = useView(({ problems }) => problems.find((one) => one.block === id && one.level === "error"));
  const warning = useView(({ problems }) => problems.find((one) => one.block === id && one.level === "warning"));
  const lastError = useActivity((state) => state.blocks[id]?.lastError);
  const trouble = problem?.message || lastError;
  if (!trouble && !warning) return null;
  return (
    <Tooltip label={trouble || warning?.message} multiline maw={320} openDelay={100}>
      <span
        className={trouble ? classes.errorDot : classes.warningDot}
        role="img"
        aria-label={trouble || warning?.message}
        data-testid={`block-problem-${id}`}
      />
    </Tooltip>
  );
}

/** That a block is out of work, and how. */
export function ModeSign({ mode }: { mode: BlockMode }) {
  const { t } = useTranslation("flows");
  const Sign = mode === "off" ? IconPower : IconArrowBearRight2;
  return (
    <Tooltip label={t(`modes.${mode}_help`)} multiline maw={280} openDelay={100}>
      <span className={classes.mode} role="img" aria-label={t(`modes.${mode}`)}>
        <Sign size={14} stroke={1.8} />
      </span>
    </Tooltip>
  );
}

/** How often a block runs at the moment. */
export function BlockRate({ id }: { id: string }) {
  const isWatching = useView((state) => state.isWatching);
  const rate = useActivity((state) => state.blocks[id]?.rate ?? 0);
  return isWatching && rate > 0 ? <span className={classes.rate}>{compactNumber(rate)}/s</span> : null;
}
