import { Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Device } from "@/shared/api/types";
import { CopyField } from "@/shared/ui/CopyField";
import { recipes } from "./recipes";
import { useMqttPort } from "./useMqttPort";

/** Ready-made lines; without a token at hand they name the place where it goes. */
export function Recipes({ device, token }: { device: Device; token: string | null }) {
  const { t } = useTranslation("devices");
  const mqttPort = useMqttPort();
  const lines = recipes({
    host: window.location.hostname,
    httpOrigin: window.location.origin,
    mqttPort,
    device,
    token: token ?? "TOKEN",
  });
  return (
    <Stack gap="md">
      {!token && (
        <Text c="dimmed" size="xs">
          {t("connect.replace_token")}
        </Text>
      )}
      <CopyField label={t("connect.publish")} value={lines.publish} />
      <CopyField label={t("connect.http")} value={lines.http} />
      <CopyField label={t("connect.subscribe")} value={lines.subscribe} />
    </Stack>
  );
}
