import { Skeleton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Status } from "@/shared/api/types";
import { ageText } from "@/shared/time/format";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { bytesText } from "./bytesText";
import { statusQuery } from "./queries";
import classes from "./StatusPage.module.css";

type ProcessState = Status["processes"][number];

/** How this installation is doing, for whoever runs it. */
export function StatusPage() {
  const { t } = useTranslation("status");
  const { data, error, refetch } = useQuery(statusQuery);
  return (
    <>
      <PageHeader title={t("title")} />
      <Page isNarrow>
        {!data && error && <ErrorState error={error} retry={refetch} />}
        {!data && !error && <Skeleton height={320} />}
        {data && (
          <>
            {error && <ErrorState error={error} isSmall />}
            <Headline status={data} />
            <Figures status={data} />
            <div className={classes.columns}>
              <Parts status={data} />
              <Log status={data} />
            </div>
            <Processes processes={data.processes} />
          </>
        )}
      </Page>
    </>
  );
}

function Headline({ status }: { status: Status }) {
  const { t } = useTranslation("status");
  const isOk = status.state === "ok";
  const down = status.parts.filter((part) => part.state === "down").map((part) => part.name);
  return (
    <div className={classes.headline} role="status">
      {isOk ? (
        <IconCircleCheck size={28} className={classes.good} aria-hidden />
      ) : (
        <IconAlertTriangle size={28} className={classes.bad} aria-hidden />
      )}
      <span>{isOk ? t("all_well") : t("down", { parts: down.join(", ") })}</span>
    </div>
  );
}

function Figures({ status }: { status: Status }) {
  const { t } = useTranslation("status");
  const waiting = status.queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const lag = Math.max(0, ...status.log.consumers.map((consumer) => consumer.lag_bytes));
  const figures: [label: string, value: string][] = [
    [t("connections"), String(status.connections)],
    [t("alarms_open"), String(status.alarms_open)],
    [t("backlog"), bytesText(lag)],
    [t("tasks_waiting"), String(waiting)],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([label, value]) => (
        <div key={label} className={classes.figure}>
          <dt>{label}</dt>
          <dd className="num">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Parts({ status }: { status: Status }) {
  const { t } = useTranslation("status");
  return (
    <Panel title={t("parts")} isFlush>
      <ul className={classes.list}>
        {status.parts.map((part) => (
          <li key={part.name}>
            {part.state === "ok" ? (
              <IconCircleCheck size={16} className={classes.good} aria-label={t("ok")} />
            ) : (
              <IconAlertTriangle size={16} className={classes.bad} aria-label={t("not_ok")} />
            )}
            <span className={classes.name}>{part.name}</span>
            <span className={classes.detail}>{part.detail}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Log({ status }: { status: Status }) {
  const { t } = useTranslation("status");
  const { bound_bytes, partitions, consumers } = status.log;
  return (
    <Panel title={t("log")}>
      <p className={classes.explain}>{t("log_help", { bound: bytesText(bound_bytes) })}</p>
      <div className={classes.bars}>
        {partitions.map(({ partition, backlog_bytes }) => (
          <meter
            key={partition}
            className={classes.bar}
            min={0}
            max={bound_bytes}
            high={bound_bytes * 0.8}
            value={backlog_bytes}
            aria-label={t("partition", { partition, size: bytesText(backlog_bytes) })}
            title={t("partition", { partition, size: bytesText(backlog_bytes) })}
          />
        ))}
      </div>
      <dl className={classes.facts}>
        {consumers.map(({ name, lag_bytes }) => (
          <div key={name}>
            <dt>{t("consumer", { name })}</dt>
            <dd className="num">{bytesText(lag_bytes)}</dd>
          </div>
        ))}
        {status.queues.map(({ name, waiting }) => (
          <div key={name}>
            <dt>{t("queue", { name })}</dt>
            <dd className="num">{waiting}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Processes({ processes }: { processes: ProcessState[] }) {
  const { t } = useTranslation("status");
  const columns: Column<ProcessState & { number: number }>[] = [
    {
      key: "name",
      title: t("process"),
      onPhone: "title",
      render: ({ name }) => <span className={classes.name}>{name}</span>,
    },
    {
      key: "state",
      title: t("state"),
      onPhone: "aside",
      render: ({ state }) => (
        <span className={state === "running" ? classes.good : classes.bad}>{t(`states.${state}`)}</span>
      ),
    },
    {
      key: "says",
      title: t("what"),
      render: ({ name, says }) => <span className={classes.detail}>{t(`does.${name}`, says)}</span>,
    },
    {
      key: "uptime",
      title: t("uptime"),
      isRight: true,
      render: ({ uptime_s }) => <span className="num">{uptime_s === null ? "–" : ageText(uptime_s * 1_000)}</span>,
    },
    {
      key: "pid",
      title: t("pid"),
      isRight: true,
      onPhone: "hidden",
      render: ({ pid }) => <span className="num">{pid ?? "–"}</span>,
    },
  ];
  return (
    <Panel title={t("processes")} isFlush>
      <DataTable
        caption={t("processes")}
        columns={columns}
        rows={processes.map((process, number) => ({ ...process, number }))}
        rowId={({ number }) => number}
        empty={<EmptyState text={t("no_supervisor")} isSmall />}
      />
    </Panel>
  );
}
