import { Alert, Button, Group, Stack } from "@mantine/core";
import { IconDownload, IconEyeOff, IconFileZip } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { CopyField } from "@/shared/ui/CopyField";
import type { IssuedCertificate } from "./credentialQueries";
import { filesOf } from "./issuedFiles";
import { saveFile } from "./saveFile";
import { zipOf } from "./zip";

interface IssuedViewProps {
  device: { id: number; name: string };
  issued: IssuedCertificate;
  /** The key is with the person now. */
  saved: () => void;
  done: () => void;
}

/** The one moment in which a certificate's key can be taken along. */
export function IssuedView({ device, issued, saved, done }: IssuedViewProps) {
  const { t } = useTranslation("credentials");
  const files = filesOf(device, issued);
  const labels: Record<string, string> = {
    "key.pem": t("file_key"),
    "certificate.pem": t("file_certificate"),
    "chain.pem": t("file_chain"),
    "ca.pem": t("file_authority"),
  };

  function saveAll(): void {
    saveFile(zipOf(files), `${device.name}-certificate.zip`, "application/zip");
    saved();
  }

  return (
    <Stack>
      {issued.private_key && (
        <Alert variant="light" color="blue" icon={<IconEyeOff size={16} aria-hidden />}>
          {t("key_once")}
        </Alert>
      )}
      <Group gap="sm">
        <Button leftSection={<IconFileZip size={16} aria-hidden />} onClick={saveAll}>
          {t("download_zip")}
        </Button>
        {Object.entries(files)
          .filter(([name]) => name in labels)
          .map(([name, text]) => (
            <Button
              key={name}
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() => {
                saveFile(text, name);
                if (name === "key.pem") saved();
              }}
            >
              {labels[name]}
            </Button>
          ))}
      </Group>
      <CopyField label={t("with_mosquitto")} value={issued.mosquitto} />
      <CopyField label={t("with_python")} value={issued.python} />
      <Group justify="flex-end">
        <Button variant="default" onClick={done}>
          {t("close")}
        </Button>
      </Group>
    </Stack>
  );
}
