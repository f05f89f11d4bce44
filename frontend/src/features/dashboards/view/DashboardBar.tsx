import { Button } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { ComponentProps, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { useIsSettled } from "@/shared/ui/useIsSettled";
import { CompareMenu } from "../time/CompareMenu";
import { TimeRangePicker } from "../time/TimeRangePicker";
import type { TimeRange } from "../time/timeRange";
import type { PageTime } from "../time/useTimeRange";
import { KioskButton } from "./KioskButton";
import type { Screen } from "./useScreen";

interface DashboardBarProps {
  name: string;
  /** Whether one keeps it at hand. */
  star: ReactNode;
  screen: Screen;
  time: PageTime;
  changeRange: (range: TimeRange) => void;
  zone: ComponentProps<typeof TimeRangePicker>["zone"];
  /** Who sees it, for those who may say so. */
  share: ReactNode;
  /** The designer's tools, while it is open. */
  editTools: ReactNode;
}

export function DashboardBar({ name, star, screen, time, changeRange, zone, share, editTools }: DashboardBarProps) {
  const { t } = useTranslation("dashboards");
  // First the values, then what can be done with them: these buttons are as much to render as all widgets.
  const hasTools = useIsSettled();
  return (
    <PageHeader
      title={name}
      // The designer's tools need the room; the rail leads back as well.
      trail={screen.isEditing ? [] : [{ to: "/dashboards", label: t("title") }]}
      after={hasTools && !screen.isEditing && star}
      actions={
        hasTools && (
          <>
            <TimeRangePicker
              range={time.range}
              change={changeRange}
              zoomBack={time.zoomBack}
              goLive={time.goLive}
              zone={zone}
              isShort={screen.isEditing}
            />
            {!screen.isPhone && !screen.isEditing && <CompareMenu compare={time.compare} change={time.setCompare} />}
            {!screen.isEditing && share}
            {screen.isEditing ? editTools : !screen.isPhone && <KioskButton enter={() => screen.setKiosk(true)} />}
            {screen.canEdit && !screen.isEditing && (
              <Button
                variant="default"
                leftSection={<IconPencil size={16} stroke={1.6} aria-hidden />}
                onClick={() => screen.setEditing(true)}
                data-testid="edit-dashboard"
              >
                {t("edit.start")}
              </Button>
            )}
          </>
        )
      }
    />
  );
}
