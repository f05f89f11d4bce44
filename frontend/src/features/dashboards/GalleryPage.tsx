import { Group, Stack, Text, Title } from "@mantine/core";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { Page } from "@/shared/ui/Page";
import { ClockProvider, stoppedClock } from "./data/clock";
import { GRID_GAP_PX, ROW_HEIGHT_PX } from "./document/dashboardDocument";
import { ExampleDrawing } from "./view/pictures";
import { WidgetErrorBoundary } from "./view/WidgetErrorBoundary";
import { WidgetFrame } from "./view/WidgetFrame";
import { readParams } from "./widgets/params";
import { widgetKinds } from "./widgets/registry";
import type { WidgetKind } from "./widgets/widget";

const COLUMN_PX = 56;
const WIDEST_COLUMNS = 10;
const HIGHEST_ROWS = 10;
const HOUR_MS = 3_600_000;
const AT_MS = Date.parse("2026-03-01T10:10:00");
const CLOCK = stoppedClock(AT_MS);

/** Every widget, drawn from its example: to choose from, and for the pictures of the handbook. */
export function GalleryPage() {
  const { t } = useTranslation("dashboards");
  const kinds = widgetKinds();
  const groups = [...new Set(kinds.map(({ group }) => group))];
  return (
    <>
      <PageHeader title={t("gallery.title")} trail={[{ to: "/dashboards", label: t("title") }]} />
      <Page>
        <Stack gap="xl">
          {groups.map((group) => (
            <section key={group} aria-label={t(`palette.group.${group}`)}>
              <Title order={2} size="h4" mb="sm">
                {t(`palette.group.${group}`)}
              </Title>
              <Group align="flex-start" gap="lg">
                {kinds
                  .filter((kind) => kind.group === group)
                  .map((kind) => (
                    <figure key={kind.type} style={{ margin: 0, maxWidth: "100%", width: sizeOf(kind).width }}>
                      <div data-widget={kind.type} style={{ height: sizeOf(kind).height }}>
                        <ClockProvider clock={CLOCK}>
                          <WidgetFrame title={t(`widget.${kind.type}.title`)} description="" isBare={kind.isBare}>
                            <WidgetErrorBoundary>
                              <Example kind={kind} />
                            </WidgetErrorBoundary>
                          </WidgetFrame>
                        </ClockProvider>
                      </div>
                      <Text component="figcaption" size="sm" c="dimmed" mt={4}>
                        {t(`widget.${kind.type}.summary`)}
                      </Text>
                    </figure>
                  ))}
              </Group>
            </section>
          ))}
        </Stack>
      </Page>
    </>
  );
}

function sizeOf({ size }: WidgetKind): CSSProperties {
  const rows = Math.min(size.desktop.h, HIGHEST_ROWS);
  return {
    width: Math.min(size.desktop.w, WIDEST_COLUMNS) * COLUMN_PX,
    height: rows * (ROW_HEIGHT_PX + GRID_GAP_PX) - GRID_GAP_PX,
  };
}

function Example({ kind }: { kind: WidgetKind }) {
  const { t } = useTranslation("dashboards");
  const { options, rules, sources, drawing = null } = kind.example(AT_MS);
  const { component: Component } = kind;
  return (
    <ExampleDrawing value={drawing}>
      <Component
        title={t(`widget.${kind.type}.title`)}
        params={readParams(kind.params, options)}
        rules={rules}
        sources={sources}
        range={{ from: String(AT_MS - HOUR_MS), to: String(AT_MS) }}
        control={null}
        page={null}
        zoom={null}
      />
    </ExampleDrawing>
  );
}
