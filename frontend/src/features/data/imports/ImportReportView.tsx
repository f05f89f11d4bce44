import { Alert, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { timeLocale } from "@/shared/i18n/i18n";
import { fullTime } from "@/shared/time/format";
import { Panel } from "@/shared/ui/Panel";
import { formatCount } from "@/shared/values/format";
import type { ImportJob } from "../types";
import classes from "./imports.module.css";

function dayText(at_ms: number): string {
  return new Intl.DateTimeFormat(timeLocale(), { dateStyle: "medium", timeStyle: "short" }).format(at_ms);
}

/** What a check found, or an import did: figures, what is made, and each thing that cannot be used with its line. */
export function ImportReportView({ row }: { row: ImportJob }) {
  const { t } = useTranslation("data");
  const report = row.report;
  if (!report) return null;
  const isImport = row.stage === "import";
  const isDone = isImport && row.status === "done";
  const figures: [string, string, boolean?][] = [
    [t("import.rows"), formatCount(report.rows)],
    [t("import.values"), formatCount(report.values)],
    ...(isImport ? [[t("import.stored"), formatCount(report.stored)] as [string, string]] : []),
    [t("import.metrics"), formatCount(report.metrics)],
    ...(report.empty ? [[t("import.empty_cells"), formatCount(report.empty)] as [string, string]] : []),
    [t("import.bad"), formatCount(report.bad), report.bad > 0],
  ];
  return (
    <>
      {isDone && (
        <Alert color="green" variant="light">
          {t("import.done")}
        </Alert>
      )}
      {row.notes.map((note) => (
        <Alert key={note} color="yellow" variant="light">
          {note}
        </Alert>
      ))}
      <Panel title={t(isImport ? "import.result" : "import.report")}>
        <dl className={classes.figures}>
          {figures.map(([name, value, isBad]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className={isBad ? classes.bad : undefined}>{value}</dd>
            </div>
          ))}
          {report.first_ms !== null && report.last_ms !== null && (
            <div>
              <dt>{t("import.span")}</dt>
              <dd title={`${fullTime(report.first_ms)} – ${fullTime(report.last_ms)}`}>
                {dayText(report.first_ms)} – {dayText(report.last_ms)}
              </dd>
            </div>
          )}
        </dl>
      </Panel>
      {report.new_metrics.length > 0 && (
        <Panel title={t(isImport ? "import.new_metrics_done" : "import.new_metrics")} isFlush>
          <div className={classes.scroll}>
            <table className={classes.table}>
              <tbody>
                {report.new_metrics.map((metric) => (
                  <tr key={`${metric.device_id} ${metric.path}`}>
                    <td>{metric.device}</td>
                    <td>{metric.path}</td>
                    <td>{metric.unit}</td>
                    <td>{metric.data_type}</td>
                    <td>{t("imports.values", { count: metric.values })}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
      {report.problems.length > 0 && (
        <Panel title={t("import.problems")} isFlush>
          <div className={classes.scroll} style={{ maxHeight: 360, overflowY: "auto" }}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th>{t("import.line")}</th>
                  <th>{t("import.column")}</th>
                  <th>{t("import.value")}</th>
                  <th>{t("import.reason")}</th>
                </tr>
              </thead>
              <tbody>
                {report.problems.map((problem) => (
                  <tr key={`${problem.line} ${problem.column}`}>
                    <td>{problem.line}</td>
                    <td>{problem.column}</td>
                    <td>{problem.value}</td>
                    <td>{problem.reason}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {report.bad > report.problems.length && (
            <Text size="xs" c="dimmed" p="sm">
              {t("import.problems_first", { count: report.problems.length, total: report.bad })}
            </Text>
          )}
        </Panel>
      )}
    </>
  );
}
