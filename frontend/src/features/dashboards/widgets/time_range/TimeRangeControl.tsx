import { ActionIcon, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconPlayerPlay } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNow } from "../../data/clock";
import { rangeText } from "../../time/rangeText";
import { absoluteRange, liveSpan, resolveRange, sameRange } from "../../time/timeRange";
import type { ParamsOf } from "../params";
import type { WidgetProps } from "../widget";
import type { fields } from "./index";
import { rangesOf } from "./spans";

/** The time range of the page as a widget: buttons for usual spans, one step back and forth, and back to now. */
export function TimeRangeControl({ params, range, zoom }: WidgetProps<ParamsOf<typeof fields>>) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow();
  const { from_ms, to_ms, isLive } = resolveRange(range, now_ms);
  const span_ms = to_ms - from_ms;
  const step = (by: number) => zoom?.show(absoluteRange(from_ms + by * span_ms, to_ms + by * span_ms));
  const { ranges, unknown } = rangesOf(params.spans);
  const [first] = ranges;
  return (
    <>
      <Group
        gap={6}
        my="auto"
        wrap="nowrap"
        style={{ overflowX: "auto" }}
        role="group"
        aria-label={t("range.label")}
        // Closed, nothing in it takes the focus, and yet it is scrolled by keys.
        tabIndex={zoom ? undefined : 0}
      >
        {params.showSteps && (
          <Tooltip label={t("widget.time_range.earlier")}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={t("widget.time_range.earlier")}
              disabled={!zoom}
              onClick={() => step(-1)}
            >
              <IconChevronLeft size={16} />
            </ActionIcon>
          </Tooltip>
        )}
        {ranges.map((one) => {
          const span = liveSpan(one);
          const isChosen = sameRange(one, range);
          return (
            <Button
              key={one.from}
              flex="none"
              size="compact-sm"
              variant={isChosen ? "filled" : "default"}
              aria-pressed={isChosen}
              disabled={!zoom}
              title={rangeText(one, t)}
              onClick={() => zoom?.show(one)}
            >
              {span ? `${span.count} ${t(`range.short.${span.unit}`)}` : one.from}
            </Button>
          );
        })}
        {params.showSteps && (
          <Tooltip label={t("widget.time_range.later")}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={t("widget.time_range.later")}
              disabled={!zoom || isLive}
              onClick={() => step(1)}
            >
              <IconChevronRight size={16} />
            </ActionIcon>
          </Tooltip>
        )}
        {!isLive && zoom && (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconPlayerPlay size={13} aria-hidden />}
            onClick={() => zoom.show(first ?? { from: "now-1h", to: "now" })}
          >
            {t("range.live")}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" truncate>
        {unknown.length > 0 ? t("widget.time_range.unknown", { names: unknown.join(", ") }) : rangeText(range, t)}
      </Text>
    </>
  );
}
