import { Button, Text } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "@/shared/session/useMe";
import { TimeText } from "@/shared/time/TimeText";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Page } from "@/shared/ui/Page";
import { Panel } from "@/shared/ui/Panel";
import { formatCount } from "@/shared/values/format";
import { BrokerDialog } from "./BrokerDialog";
import { BrokerState } from "./BrokerState";
import classes from "./BrokersPage.module.css";
import { type Broker, brokersQuery } from "./queries";

/** Brokers of the organization's own, from which we take samples. */
export function BrokersPage() {
  const { t } = useTranslation("gateways");
  const brokers = useQuery(brokersQuery);
  const [edited, setEdited] = useState<Broker | "new" | null>(null);
  const can = useCan();
  const add = can("manage_devices") && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
      {t("add")}
    </Button>
  );
  const columns: Column<Broker>[] = [
    {
      key: "name",
      title: t("name"),
      onPhone: "title",
      render: (broker) => (
        <button type="button" className={classes.name} onClick={() => setEdited(broker)}>
          {broker.name}
        </button>
      ),
    },
    { key: "state", title: t("state"), onPhone: "aside", render: ({ status }) => <BrokerState status={status} /> },
    {
      key: "address",
      title: t("address"),
      render: ({ host, port, is_tls }) => (
        <span className="num">
          {host}:{port}
          {is_tls && <span className={classes.dim}> TLS</span>}
        </span>
      ),
    },
    { key: "topic", title: t("topic"), render: ({ topic }) => <code className={classes.topic}>{topic}</code> },
    {
      key: "received",
      title: t("received"),
      isRight: true,
      onPhone: "hidden",
      render: ({ status }) => (
        <span className="num">
          {formatCount(status.received)}
          {status.ignored > 0 && (
            <Text span size="xs" c="dimmed">
              {" "}
              {t("ignored", { count: status.ignored, text: formatCount(status.ignored) })}
            </Text>
          )}
        </span>
      ),
    },
    { key: "since", title: t("since"), render: ({ status }) => <TimeText time={status.since} isAge /> },
  ];
  return (
    <>
      <PageHeader title={t("title")} actions={add} />
      <Page>
        <Text c="dimmed" maw={720}>
          {t("explain")}
        </Text>
        <Panel isFlush>
          <DataTable
            caption={t("title")}
            columns={columns}
            rows={brokers.data?.items}
            rowId={(broker) => broker.id}
            open={setEdited}
            error={brokers.error}
            retry={brokers.refetch}
            skeletonRows={3}
            empty={<EmptyState icon={IconPlugConnected} text={t("empty")} action={add} />}
          />
        </Panel>
      </Page>
      <BrokerDialog broker={edited} close={() => setEdited(null)} />
    </>
  );
}
