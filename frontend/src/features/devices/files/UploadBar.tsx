import { Button, Group, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Progress as Sent } from "@/shared/api/upload";
import { sizeText } from "./sizeText";

/** How far an upload is, with the way to stop it. */
export function UploadBar({ progress, stop }: { progress: Sent; stop: () => void }) {
  const { t } = useTranslation("files");
  const { sent, total } = progress;
  const isSent = sent >= total && total > 0;
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="xs" c="dimmed" className="num" aria-live="polite">
          {isSent ? t("storing") : t("uploading", { sent: sizeText(sent), total: sizeText(total) })}
        </Text>
        <Button variant="subtle" size="compact-xs" onClick={stop}>
          {t("stop")}
        </Button>
      </Group>
      <Progress value={total ? (100 * sent) / total : 0} animated={isSent} aria-label={t("upload")} />
    </div>
  );
}
