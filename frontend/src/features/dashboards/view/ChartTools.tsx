import { ActionIcon } from "@mantine/core";
import { IconFlag3, IconPinned } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Hint } from "@/shared/ui/Hint";
import { useNotes } from "../data/marks";
import { resolveRange, type TimeRange } from "../time/timeRange";

interface ChartToolsProps {
  range: TimeRange;
  detach?: () => void;
}

/** What can be done with a chart besides looking: note something, or give it a range of its own. */
export function ChartTools({ range, detach }: ChartToolsProps) {
  const { t } = useTranslation("dashboards");
  const door = useNotes();
  const note = () => {
    const { from_ms, to_ms, isLive } = resolveRange(range, Date.now());
    door?.add(isLive ? to_ms : (from_ms + to_ms) / 2);
  };
  return (
    <>
      {door && (
        <Hint label={t("note.add")}>
          <ActionIcon size={22} aria-label={t("note.add")} onClick={note} data-seldom data-testid="add-note">
            <IconFlag3 size={15} />
          </ActionIcon>
        </Hint>
      )}
      {detach && (
        <Hint label={t("own.detach")}>
          <ActionIcon size={22} aria-label={t("own.detach")} onClick={detach} data-seldom data-testid="detach">
            <IconPinned size={15} />
          </ActionIcon>
        </Hint>
      )}
    </>
  );
}
