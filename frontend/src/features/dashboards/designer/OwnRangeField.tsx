import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { setOwnRange } from "../commands/ownRange";
import type { Widget } from "../document/dashboardDocument";
import { useEditorState } from "../editor/EditorContext";
import { rangeText } from "../time/rangeText";
import { QUICK_RANGES, sameRange, type TimeRange } from "../time/timeRange";

const PAGE = "page";

/** Whether a chart follows the time range of the page or has one of its own. */
export function OwnRangeField({ id, widget }: { id: string; widget: Widget }) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const own = widget.timeRange ?? null;
  const offered: TimeRange[] =
    own && !QUICK_RANGES.some((one) => sameRange(one, own)) ? [own, ...QUICK_RANGES] : [...QUICK_RANGES];
  const key = (range: TimeRange) => `${range.from} ${range.to}`;
  return (
    <Select
      label={t("own.label")}
      allowDeselect={false}
      data={[
        { value: PAGE, label: t("own.page") },
        ...offered.map((one) => ({ value: key(one), label: rangeText(one, t) })),
      ]}
      value={own ? key(own) : PAGE}
      onChange={(chosen) => run(setOwnRange(id, offered.find((one) => key(one) === chosen) ?? null))}
      data-testid="own-range"
    />
  );
}
