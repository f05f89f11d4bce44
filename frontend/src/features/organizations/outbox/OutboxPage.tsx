import { Text } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSearchState } from "@/shared/routing/useSearchState";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Pager } from "@/shared/ui/Pager";
import { Panel } from "@/shared/ui/Panel";
import classes from "../organizations.module.css";
import { outboxQuery, ROWS_A_PAGE } from "../queries";
import type { Mail } from "../types";
import { MailDrawer } from "./MailDrawer";

/** Mails that were written while no mail server is set, or that it did not take. */
export function OutboxPage() {
  const { t } = useTranslation("organizations");
  const [read, write] = useSearchState();
  const offset = Number(read("offset"));
  const opened = Number(read("mail")) || null;
  const mails = useQuery(outboxQuery(offset));
  const columns: Column<Mail>[] = [
    {
      key: "subject",
      title: t("outbox.subject"),
      onPhone: "title",
      render: (mail) => <span className={classes.link}>{mail.subject}</span>,
    },
    { key: "to", title: t("outbox.to"), render: ({ recipients }) => recipients.join(", ") },
    {
      key: "status",
      title: t("users.state"),
      onPhone: "aside",
      render: ({ status }) => (
        <span className={classes.state} data-state={status === "failed" ? "expired" : status}>
          {t(`outbox.states.${status}`)}
        </span>
      ),
    },
    { key: "at", title: t("outbox.written"), render: ({ created_at }) => <TimeText time={created_at} isAge /> },
  ];
  return (
    <>
      <PageHeader title={t("places.outbox")} />
      <Page>
        <Text c="dimmed" maw={720}>
          {t("outbox.explain")}
        </Text>
        <Panel isFlush>
          <DataTable
            caption={t("places.outbox")}
            columns={columns}
            rows={mails.data?.items}
            rowId={(mail) => mail.id}
            open={(mail) => write({ mail: String(mail.id) })}
            openedId={opened}
            error={mails.error}
            retry={mails.refetch}
            skeletonRows={3}
            empty={<EmptyState icon={IconMailOff} text={t("outbox.empty")} />}
          />
          <Pager
            offset={offset}
            limit={ROWS_A_PAGE}
            total={mails.data?.total ?? 0}
            go={(to) => write({ offset: to ? String(to) : null })}
          />
        </Panel>
      </Page>
      <MailDrawer mailId={opened} close={() => write({ mail: null })} />
    </>
  );
}
