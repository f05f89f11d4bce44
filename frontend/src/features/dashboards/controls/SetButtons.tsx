import { ActionIcon, Tooltip } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { HoldButton } from "./HoldButton";

interface SetButtonsProps {
  hold_ms: number;
  /** Whether there is something to send. */
  isChanged: boolean;
  isDisabled: boolean;
  set: () => void;
  discard: () => void;
  label?: string;
}

/** Sends what was set, or takes it back. */
export function SetButtons({ hold_ms, isChanged, isDisabled, set, discard, label }: SetButtonsProps) {
  const { t } = useTranslation("dashboards");
  return (
    <>
      {isChanged && (
        <Tooltip label={t("command.discard")}>
          <ActionIcon aria-label={t("command.discard")} onClick={discard} data-testid="discard">
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      <HoldButton hold_ms={hold_ms} run={set} size="sm" disabled={isDisabled || !isChanged} data-testid="set">
        {label ?? t("command.setPlain")}
      </HoldButton>
    </>
  );
}
