import { Alert, Button, CopyButton, Group, Modal, Stack } from "@mantine/core";
import { IconCopy, IconDownload, IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./security.module.css";

/** Each of them opens the account once, so they belong on paper or into a password manager. */
export function RecoveryCodesDialog({ codes, close }: { codes: string[] | null; close: () => void }) {
  const { t } = useTranslation("account");
  const text = (codes ?? []).join("\n");
  return (
    <Modal opened={codes !== null} onClose={close} title={t("recovery.title")} closeOnClickOutside={false}>
      <Stack>
        <Alert variant="light" color="blue" icon={<IconEyeOff size={16} aria-hidden />}>
          {t("recovery.keep")}
        </Alert>
        <ol className={classes.codes}>
          {codes?.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ol>
        <Group justify="space-between">
          <Group gap="sm">
            <CopyButton value={text}>
              {({ copied, copy }) => (
                <Button variant="default" leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>
                  {copied ? t("copied") : t("copy")}
                </Button>
              )}
            </CopyButton>
            <Button
              variant="default"
              component="a"
              href={`data:text/plain;charset=utf-8,${encodeURIComponent(`${t("recovery.file_head")}\n\n${text}\n`)}`}
              download="sluice-recovery-codes.txt"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              {t("recovery.download")}
            </Button>
          </Group>
          <Button onClick={close}>{t("recovery.kept")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
