import { Tooltip } from "@mantine/core";
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconClock,
  IconPlayerPause,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./BrokersPage.module.css";
import type { BrokerStatus } from "./queries";

const ICONS: Record<BrokerStatus["state"], Icon> = {
  connected: IconCircleCheck,
  connecting: IconCircleDashed,
  waiting: IconClock,
  failed: IconAlertTriangle,
  off: IconPlayerPause,
};

export function BrokerState({ status }: { status: BrokerStatus }) {
  const { t } = useTranslation("gateways");
  const Glyph = ICONS[status.state];
  const unknown = status.unknown.length > 0 ? t("unknown_devices", { names: status.unknown.join(", ") }) : "";
  return (
    <Tooltip label={status.error || unknown || t(`state_help.${status.state}`)} multiline maw={360}>
      <span className={`${classes.state} ${classes[status.state]}`}>
        <Glyph size={16} stroke={1.6} aria-hidden />
        {t(`states.${status.state}`)}
      </span>
    </Tooltip>
  );
}
