import { Badge } from "@mantine/core";
import { IconMessageCircle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
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
import { colorOf } from "./levels";
import classes from "./notifications.module.css";
import { NOTIFICATIONS_A_PAGE, type Notification, notificationsQuery, seeNotifications } from "./queries";

/** What flows have told somebody. Who looks at the list has seen it. */
export function NotificationsPage() {
  const { t } = useTranslation("notifications");
  const [read, write] = useSearchState();
  const offset = Number(read("offset")) || 0;
  const { data, error, refetch } = useQuery(notificationsQuery(offset));
  useSeen(offset === 0 ? data?.items[0] : undefined);
  const columns: Column<Notification>[] = [
    {
      key: "level",
      title: t("level"),
      width: 110,
      onPhone: "detail",
      render: ({ level }) => (
        <Badge variant="light" color={colorOf(level)}>
          {t(`levels.${level}`)}
        </Badge>
      ),
    },
    {
      key: "title",
      title: t("what"),
      onPhone: "title",
      render: ({ title, text, link, is_seen }) => (
        <div className={is_seen ? classes.seen : classes.unseen}>
          {link ? <Link to={link}>{title}</Link> : title}
          {text && <div className={classes.text}>{text}</div>}
        </div>
      ),
    },
    {
      key: "flow",
      title: t("from"),
      width: 120,
      onPhone: "hidden",
      render: ({ flow_id }) => (flow_id === null ? "–" : <Link to={`/flows/${flow_id}`}>{t("flow")}</Link>),
    },
    {
      key: "at",
      title: t("at"),
      width: 130,
      onPhone: "aside",
      render: ({ created_at }) => <TimeText time={created_at} isAge />,
    },
  ];
  return (
    <Page>
      <PageHeader title={t("title")} />
      <Panel isFlush>
        <DataTable
          caption={t("title")}
          columns={columns}
          rows={data?.items}
          rowId={({ id }) => id}
          error={error}
          retry={refetch}
          empty={<EmptyState icon={IconMessageCircle} text={t("empty")} />}
        />
        {data && (
          <Pager
            offset={offset}
            limit={NOTIFICATIONS_A_PAGE}
            total={data.total}
            go={(next) => write({ offset: next ? String(next) : null })}
          />
        )}
      </Panel>
    </Page>
  );
}

/** Tell the server, which tells the figure in the rail. The list itself keeps showing what was new when it was opened. */
function useSeen(newest: Notification | undefined): void {
  const queries = useQueryClient();
  const id = newest && !newest.is_seen ? newest.id : undefined;
  useEffect(() => {
    if (id === undefined) return;
    void seeNotifications(id)
      .then(() => queries.invalidateQueries({ queryKey: ["notifications", "newest"] }))
      // Next time, then.
      .catch(() => undefined);
  }, [id, queries]);
}
