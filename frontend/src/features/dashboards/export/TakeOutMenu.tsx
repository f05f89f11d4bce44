import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import {
  IconBraces,
  IconDownload,
  IconFileTypeHtml,
  IconFileTypePng,
  IconFileTypeSvg,
  IconTable,
} from "@tabler/icons-react";
import { useContext, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { download } from "@/shared/api/download";
import { drawingIn, fileStem, type ImageFormat, saveChartImage } from "@/shared/charts/chartImage";
import { ExportDialog } from "@/shared/export/ExportDialog";
import { notify } from "@/shared/notify/notify";
import { shownTimeZone } from "@/shared/time/format";
import { PageRequestContext } from "../data/pageRequest";
import type { TimeRange } from "../time/timeRange";
import { queryOf } from "../variables/variables";
import type { Offer } from "./takeOut";

/** As many as the server gives: a file should not be coarser than it has to be. */
const POINTS = 4000;

interface TakeOutMenuProps {
  widgetId: string;
  title: string;
  range: TimeRange;
  offer: Offer;
}

/** A widget's data as a file, and a chart as a picture, as an interactive page and as a figure for notebooks. */
export function TakeOutMenu({ widgetId, title, range, offer }: TakeOutMenuProps) {
  const { t } = useTranslation("dashboards");
  const request = useContext(PageRequestContext);
  const target = useRef<HTMLButtonElement>(null);
  const [isExporting, setExporting] = useState(false);
  const [hasDrawing, setHasDrawing] = useState(false);
  // In the palette there is nothing to take out, and who has a public link may only look.
  if (!request || request.place || offer.nodes.length === 0) return null;
  const drawing = () => drawingIn(target.current?.closest("[data-type]"));
  const say = (error: unknown) => notify(asApiError(error).message);
  const image = (format: ImageFormat) => {
    const found = drawing();
    if (found) saveChartImage(found, format, title).catch(say);
  };
  const figure = (format: "html" | "json") => {
    const query = { ...range, ...queryOf(request.given), points: POINTS, compare: request.compare };
    download(
      `/api/dashboards/${request.dashboardId}/widgets/${encodeURIComponent(widgetId)}/figure`,
      { ...query, zone: shownTimeZone(), format },
      `${fileStem(title)}.${format}`,
    ).catch(say);
  };
  return (
    <>
      <Menu position="bottom-end" onOpen={() => setHasDrawing(drawing() !== null)}>
        <Menu.Target>
          <Tooltip label={t("takeOut.open")}>
            <ActionIcon ref={target} size={22} aria-label={t("takeOut.open")} data-testid={`take-out-${widgetId}`}>
              <IconDownload size={15} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconTable size={16} stroke={1.5} />} onClick={() => setExporting(true)}>
            {t("takeOut.data")}
          </Menu.Item>
          {hasDrawing && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconFileTypePng size={16} stroke={1.5} />} onClick={() => image("png")}>
                {t("takeOut.png")}
              </Menu.Item>
              <Menu.Item leftSection={<IconFileTypeSvg size={16} stroke={1.5} />} onClick={() => image("svg")}>
                {t("takeOut.svg")}
              </Menu.Item>
            </>
          )}
          {offer.hasFigure && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconFileTypeHtml size={16} stroke={1.5} />} onClick={() => figure("html")}>
                {t("takeOut.html")}
              </Menu.Item>
              <Menu.Item leftSection={<IconBraces size={16} stroke={1.5} />} onClick={() => figure("json")}>
                {t("takeOut.json")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {isExporting && (
        <ExportDialog
          isOpen
          close={() => setExporting(false)}
          nodes={offer.nodes}
          name={title}
          initial={{ from: String(range.from), to: String(range.to) }}
        />
      )}
    </>
  );
}
