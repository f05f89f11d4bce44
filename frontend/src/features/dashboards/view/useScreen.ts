import { useState } from "react";
import { useSearchState } from "@/shared/routing/useSearchState";
import { may, type Permitted } from "@/shared/session/may";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import type { LayoutName, Page } from "../document/dashboardDocument";

export type Screen = ReturnType<typeof useScreen>;

/** What of a dashboard is on the screen, and how. It stands in the address, so that a link shows the same. */
export function useScreen(pages: readonly Page[], dashboard: Permitted) {
  const isPhone = useIsPhone();
  const [read, write] = useSearchState();
  const [editedLayout, setLayout] = useState<LayoutName>("desktop");
  // The designer needs room; a phone is for looking and for acting.
  const canEdit = may(dashboard, "edit_dashboards") && !isPhone;
  const isEditing = canEdit && read("edit") !== "";
  const page = pages.find(({ id }) => id === read("page")) ?? pages[0];
  const layout: LayoutName = isEditing ? editedLayout : isPhone ? "mobile" : "desktop";
  return {
    isPhone,
    canEdit,
    isEditing,
    isKiosk: read("kiosk") !== "" && !isEditing,
    /** How large a wall is drawn, as the address says. */
    scale: read("scale"),
    isPlaying: read("playlist") !== "",
    pageId: page?.id ?? "",
    layout,
    setLayout,
    openPage: (id: string) => write({ page: id }),
    setEditing: (isOn: boolean) => write({ edit: isOn ? "1" : null, kiosk: null }),
    setKiosk: (isOn: boolean) => write(isOn ? { kiosk: "1" } : { kiosk: null, playlist: null, at: null, scale: null }),
  };
}
