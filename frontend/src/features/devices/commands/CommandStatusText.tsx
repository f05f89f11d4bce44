import { Tooltip } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconCheck,
  IconChecks,
  IconCircleCheck,
  IconClock,
  IconClockX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Command, CommandStatus } from "@/shared/api/types";
import classes from "./CommandsTab.module.css";

const ICONS: Record<CommandStatus, Icon> = {
  queued: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  done: IconCircleCheck,
  failed: IconAlertTriangle,
  expired: IconClockX,
};

/** How far a command has come, with the sentence behind it. */
export function CommandStatusText({ command }: { command: Command }) {
  const { t } = useTranslation("devices");
  const Glyph = ICONS[command.status];
  return (
    <Tooltip label={t(`command_status_help.${command.status}`)}>
      <span className={`${classes.status} ${classes[command.status]}`}>
        <Glyph size={16} stroke={1.6} aria-hidden />
        {t(`command_status.${command.status}`)}
      </span>
    </Tooltip>
  );
}
