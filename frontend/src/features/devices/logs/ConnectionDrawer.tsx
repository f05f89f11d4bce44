import { Drawer, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ConnectionEntry } from "@/shared/api/types";
import { fullTime } from "@/shared/time/format";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import { connectionFacts } from "./connectionFacts";
import classes from "./logs.module.css";

/** All that is known of one coming, going or refusal: what the client offered and showed, and who broke off. */
export function ConnectionDrawer({ entry, close }: { entry: ConnectionEntry | null; close: () => void }) {
  const { t } = useTranslation("devices");
  const isPhone = useIsPhone();
  const facts = entry ? connectionFacts(entry) : [];
  return (
    <Drawer
      opened={entry !== null}
      onClose={close}
      position="right"
      size={isPhone ? "100%" : "lg"}
      title={entry && t(`connections.${entry.event}`)}
    >
      {entry && (
        <>
          {entry.reason && <Text mb="md">{entry.reason}</Text>}
          <dl className={classes.facts}>
            <dt>{t("time")}</dt>
            <dd>{fullTime(entry.at)}</dd>
            <dt>{t("connections.address")}</dt>
            <dd>{entry.address || "–"}</dd>
            <dt>{t("connections.client_id")}</dt>
            <dd className={classes.code}>{entry.client_id || "–"}</dd>
            <dt>{t("connections.how")}</dt>
            <dd>
              {[entry.protocol, entry.tls_version || t("connections.no_tls"), entry.cipher].filter(Boolean).join(" · ")}
            </dd>
            {facts.map(({ name, value }) => (
              <div key={name} className={classes.fact}>
                <dt>{t(`connections.fact.${name}`)}</dt>
                <dd className={classes.code}>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Drawer>
  );
}
