import { Badge, Button, Skeleton } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notify, notifyError } from "@/shared/notify/notify";
import { TimeText } from "@/shared/time/TimeText";
import { ActionLine } from "@/shared/ui/ActionLine";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Panel } from "@/shared/ui/Panel";
import { type Session, sessionsQuery } from "../queries";
import { browserName } from "./browserName";

/** Where one is signed in. */
export function SessionsPanel() {
  const { t } = useTranslation("account");
  const queries = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const isElsewhere = sessions.data?.some(({ is_current }) => !is_current);

  async function end(path: string, done: string): Promise<void> {
    try {
      await api.delete(path);
      notify(done);
    } catch (error) {
      notifyError(error);
    }
    await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  }

  return (
    <Panel
      title={t("sessions.title")}
      actions={
        isElsewhere && (
          <Button variant="default" onClick={() => void end("/api/sessions", t("sessions.others_ended"))}>
            {t("sessions.end_others")}
          </Button>
        )
      }
    >
      {sessions.error ? (
        <ErrorState isSmall error={sessions.error} retry={sessions.refetch} />
      ) : !sessions.data ? (
        <Skeleton height={40} />
      ) : (
        sessions.data.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            end={() => void end(`/api/sessions/${session.id}`, t("sessions.ended"))}
          />
        ))
      )}
    </Panel>
  );
}

function SessionLine({ session, end }: { session: Session; end: () => void }) {
  const { t } = useTranslation("account");
  const { user_agent, address, created_at, last_seen_at, is_current } = session;
  return (
    <ActionLine
      title={
        <span title={user_agent}>
          {browserName(user_agent) || t("sessions.unknown")} {is_current && <Badge>{t("sessions.this")}</Badge>}
        </span>
      }
      help={
        <>
          {address} · {t("sessions.since")} <TimeText time={created_at} /> · {t("sessions.seen")}{" "}
          <TimeText time={last_seen_at} isAge />
        </>
      }
      action={
        !is_current && (
          <Button variant="subtle" color="red" onClick={end}>
            {t("sessions.end")}
          </Button>
        )
      }
    />
  );
}
