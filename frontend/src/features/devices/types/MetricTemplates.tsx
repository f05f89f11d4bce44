import { ActionIcon, Button, Group } from "@mantine/core";
import { IconChartLine, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { limitsText } from "../metrics/limits";
import { MetricTemplateDialog } from "./MetricTemplateDialog";
import type { DeviceType, MetricTemplate } from "./queries";
import classes from "./types.module.css";
import { useTypeList } from "./useTypeList";

/** The metrics that every device of the type has from its first day. */
export function MetricTemplates({ type, canEdit }: { type: DeviceType; canEdit: boolean }) {
  const { t } = useTranslation("devices");
  const [edited, setEdited] = useState<MetricTemplate | "new" | null>(null);
  const write = useTypeList(type, "metrics");
  const columns: Column<MetricTemplate>[] = [
    {
      key: "path",
      title: t("metric.path"),
      onPhone: "title",
      render: ({ path }) => <span className={classes.name}>{path}</span>,
    },
    {
      key: "type",
      title: t("metric.data_type"),
      render: ({ data_type, is_writable }) => (
        <span className={classes.dim}>
          {t(`data_type.${data_type}`)}
          {is_writable && ` · ${t("metric.writable")}`}
        </span>
      ),
    },
    { key: "unit", title: t("metric.unit"), render: ({ unit }) => unit },
    { key: "limits", title: t("metric.limits"), render: (metric) => limitsText(metric) },
    {
      key: "interval",
      title: t("metric.expected_interval"),
      render: ({ expected_interval_s }) => expected_interval_s !== null && `${expected_interval_s} s`,
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (metric) =>
        canEdit && (
          <Group gap={0} justify="flex-end" wrap="nowrap">
            <ActionIcon aria-label={t("metric.edit_of", { path: metric.path })} onClick={() => setEdited(metric)}>
              <IconPencil size={16} />
            </ActionIcon>
            <ActionIcon
              aria-label={t("types.remove_of", { name: metric.path })}
              onClick={() =>
                void write(
                  (known) => known.filter(({ id }) => id !== metric.id),
                  t("types.removed", { name: metric.path }),
                ).catch(notifyError)
              }
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ),
    },
  ];
  return (
    <Panel
      isFlush
      title={t("metrics")}
      actions={
        canEdit && (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
            {t("metric.add")}
          </Button>
        )
      }
    >
      <DataTable
        caption={t("metrics")}
        columns={columns}
        rows={type.metrics}
        rowId={({ id }) => id}
        empty={<EmptyState icon={IconChartLine} text={t("types.no_metrics")} isSmall />}
      />
      <MetricTemplateDialog
        metric={edited}
        taken={type.metrics.map(({ path }) => path)}
        close={() => setEdited(null)}
        save={(fields, before) =>
          write(
            (known) => (before ? known.map((one) => (one.id === before.id ? fields : one)) : [...known, fields]),
            t("types.saved", { name: fields.path }),
          )
        }
      />
    </Panel>
  );
}
