import { Anchor, Button, Drawer, Group, SegmentedControl, Skeleton } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { download } from "@/shared/api/download";
import { notify, notifyError } from "@/shared/notify/notify";
import { fullTime } from "@/shared/time/format";
import { ErrorState } from "@/shared/ui/ErrorState";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import classes from "../audit/audit.module.css";
import { mailQuery } from "../queries";
import type { MailText } from "../types";
import own from "./MailDrawer.module.css";
import { partsOf } from "./partsOf";

/** One mail as its reader would see it. */
export function MailDrawer({ mailId, close }: { mailId: number | null; close: () => void }) {
  const { t } = useTranslation("organizations");
  const isPhone = useIsPhone();
  const mail = useQuery({ ...mailQuery(mailId ?? 0), enabled: mailId !== null });
  return (
    <Drawer
      opened={mailId !== null}
      onClose={close}
      position="right"
      size={isPhone ? "100%" : "xl"}
      title={mail.data?.subject ?? t("outbox.mail")}
    >
      {mail.error ? (
        <ErrorState error={mail.error} retry={mail.refetch} />
      ) : mail.data && mail.data.id === mailId ? (
        <OpenMail mail={mail.data} close={close} />
      ) : (
        <Skeleton height={320} />
      )}
    </Drawer>
  );
}

function OpenMail({ mail, close }: { mail: MailText; close: () => void }) {
  const { t } = useTranslation("organizations");
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (what: "send" | "delete") =>
      what === "send" ? api.post(`/api/outbox/${mail.id}/send`) : api.delete(`/api/outbox/${mail.id}`),
    onSuccess: (_, what) => {
      notify(t(what === "send" ? "outbox.sent" : "outbox.deleted"));
      close();
      void queries.invalidateQueries({ queryKey: ["outbox", "list"] });
    },
    onError: notifyError,
  });
  const [shape, setShape] = useState(mail.html ? "html" : "text");
  return (
    <>
      <dl className={classes.facts}>
        <dt>{t("outbox.to")}</dt>
        <dd>{mail.recipients.join(", ")}</dd>
        <dt>{t("outbox.written")}</dt>
        <dd>{fullTime(mail.created_at)}</dd>
        {mail.error && (
          <>
            <dt>{t("outbox.error")}</dt>
            <dd>{mail.error}</dd>
          </>
        )}
        {mail.attachments.length > 0 && (
          <>
            <dt>{t("outbox.attachments")}</dt>
            <dd>
              {mail.attachments.map(({ name, size }, place) => (
                <Anchor
                  key={name}
                  component="button"
                  className={own.attachment}
                  onClick={() =>
                    void download(`/api/outbox/${mail.id}/attachments/${place}`, {}, name).catch(notifyError)
                  }
                >
                  <IconPaperclip size={14} aria-hidden />
                  {t("outbox.attachment", { name, size: Math.ceil(size / 1024) })}
                </Anchor>
              ))}
            </dd>
          </>
        )}
      </dl>
      {mail.html && (
        <SegmentedControl
          mb="sm"
          size="xs"
          aria-label={t("outbox.shape")}
          value={shape}
          onChange={setShape}
          data={["html", "text"].map((value) => ({ value, label: t(`outbox.shapes.${value}`) }))}
        />
      )}
      {shape === "html" ? (
        // No script of a mail runs, and nothing in it can reach the page around it; its links open in tabs of their own.
        <iframe
          title={mail.subject}
          className={own.html}
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          srcDoc={`<base target="_blank">${mail.html}`}
        />
      ) : (
        <div className={own.text}>
          {partsOf(mail.text).map((part) =>
            part.isLink ? (
              <a key={part.at} href={part.text} target="_blank" rel="noreferrer">
                {part.text}
              </a>
            ) : (
              part.text
            ),
          )}
        </div>
      )}
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="subtle" color="red" loading={act.isPending} onClick={() => act.mutate("delete")}>
          {t("outbox.delete")}
        </Button>
        {mail.status !== "waiting" && (
          <Button variant="default" loading={act.isPending} onClick={() => act.mutate("send")}>
            {t("outbox.send")}
          </Button>
        )}
      </Group>
    </>
  );
}
