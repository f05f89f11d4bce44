import { Button, Group } from "@mantine/core";
import { IconCircleCheck, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useSearchState } from "@/shared/routing/useSearchState";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import { SearchInput } from "@/shared/ui/SearchInput";
import { FlowTabs } from "../FlowTabs";
import { FailedCallDrawer } from "./FailedCallDrawer";
import classes from "./failed.module.css";
import { FAILED_A_PAGE, type FailedCall, failedCallsQuery } from "./queries";
import { useFailedActions } from "./useFailedActions";

/** What flows asked for outside and could not be done: look, send again, forget. */
export function FailedCallsPage() {
  const { t } = useTranslation("flows");
  const [read, write] = useSearchState();
  const search = read("search");
  const flow = Number(read("flow")) || null;
  const offset = Number(read("offset")) || 0;
  const { data, error, refetch } = useQuery(failedCallsQuery({ search, flow, offset }));
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [opened, setOpened] = useState<number | null>(null);
  const { resend, forget, isBusy } = useFailedActions((ids) => {
    setChosen((before) => new Set([...before].filter((id) => !ids.includes(id))));
    if (opened !== null && ids.includes(opened)) setOpened(null);
  });
  const ids = data ? data.items.map(({ id }) => id).filter((id) => chosen.has(id)) : [];
  const columns: Column<FailedCall>[] = [
    {
      key: "what",
      title: t("failed.what"),
      width: 150,
      onPhone: "title",
      render: (call) => <span className={classes.what}>{call.title}</span>,
    },
    {
      key: "flow",
      title: t("failed.flow"),
      width: 200,
      onPhone: "detail",
      render: (call) => (
        <Link to={`/flows/${call.flow_id}?block=${encodeURIComponent(call.block)}`}>
          {call.flow} · {call.block}
        </Link>
      ),
    },
    {
      key: "error",
      title: t("failed.error"),
      onPhone: "detail",
      render: (call) => <span className={classes.error}>{call.error}</span>,
    },
    {
      key: "tries",
      title: t("failed.tries"),
      width: 70,
      isRight: true,
      onPhone: "hidden",
      render: (call) => <span className="num">{call.tries}</span>,
    },
    {
      key: "at",
      title: t("failed.at"),
      width: 130,
      onPhone: "aside",
      render: (call) => <TimeText time={call.failed_at} isAge />,
    },
  ];
  const first = data?.items[0];
  const title = flow && first ? t("failed.title_of", { name: first.flow }) : t("failed.title");
  return (
    <>
      <PageHeader title={title} trail={flow ? [{ to: `/flows/${flow}`, label: t("title") }] : []} />
      <FlowTabs />
      <Page>
        <Group justify="space-between">
          <SearchInput
            value={search}
            change={(value) => write({ search: value, offset: null })}
            label={t("failed.search")}
          />
          {ids.length > 0 && (
            <Group gap="xs">
              <Button leftSection={<IconRefresh size={16} />} loading={isBusy} onClick={() => resend(ids)}>
                {t("failed.resend_several", { count: ids.length })}
              </Button>
              <Button
                variant="default"
                leftSection={<IconTrash size={16} />}
                disabled={isBusy}
                onClick={() => forget(ids)}
              >
                {t("delete")}
              </Button>
            </Group>
          )}
        </Group>
        <Panel isFlush>
          <DataTable
            caption={t("failed.title")}
            columns={columns}
            rows={data?.items}
            rowId={({ id }) => id}
            open={({ id }) => setOpened(id)}
            openedId={opened}
            error={error}
            retry={refetch}
            selection={{ ids: chosen, change: setChosen, label: (id) => t("failed.choose", { id }) }}
            empty={
              search ? (
                <EmptyState text={t("failed.nothing", { search })} />
              ) : (
                <EmptyState icon={IconCircleCheck} text={t("failed.empty")} />
              )
            }
          />
          {data && (
            <Pager
              offset={offset}
              limit={FAILED_A_PAGE}
              total={data.total}
              go={(next) => write({ offset: next ? String(next) : null })}
            />
          )}
        </Panel>
        <FailedCallDrawer
          id={opened}
          close={() => setOpened(null)}
          resend={(id) => resend([id])}
          forget={(id) => forget([id])}
          isBusy={isBusy}
        />
      </Page>
    </>
  );
}
