import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { useCan } from "@/shared/session/useMe";
import { createDashboard } from "../queries";
import { PlaceField } from "./PlaceField";
import { placeOf } from "./place";

export function CreateDialog({ close }: { close: () => void }) {
  const { t } = useTranslation("dashboards");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [template, setTemplate] = useState<"empty" | "device">("empty");
  const [device, setDevice] = useState<number | null>(null);
  const can = useCan();
  // Who may edit dashboards at one site only, has to say where.
  const mayAtOrganization = can("edit_dashboards");
  const [place, setPlace] = useState("");
  const isPlaced = mayAtOrganization || place !== "";
  const isReady = name.trim() !== "" && isPlaced && (template === "empty" || device !== null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      createDashboard({
        name: name.trim(),
        template,
        device_id: template === "device" ? device : null,
        place_site_id: placeOf(place).site_id,
        place_device_id: placeOf(place).device_id,
      }),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: ["dashboards", "list"] });
      close();
      // An empty one is opened to be filled, a filled one to be seen.
      await navigate(template === "empty" ? `/dashboards/${id}?edit=1` : `/dashboards/${id}`);
    },
  });
  return (
    <Modal opened onClose={close} title={t("create.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isPending) mutate();
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            data-testid="dashboard-name"
            label={t("create.name")}
            maxLength={100}
            required
            value={name}
            error={error ? asApiError(error).message : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Radio.Group
            label={t("create.template")}
            value={template}
            onChange={(value) => setTemplate(value === "device" ? "device" : "empty")}
          >
            <Stack gap="sm" mt="xs">
              <Radio value="empty" label={t("create.empty")} description={t("create.emptyHelp")} />
              <Radio value="device" label={t("create.device")} description={t("create.deviceHelp")} />
            </Stack>
          </Radio.Group>
          {template === "device" && (
            <DevicePicker label={t("create.chooseDevice")} isRequired value={device} change={setDevice} />
          )}
          <PlaceField value={place} change={setPlace} isNeeded={!mayAtOrganization} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button type="submit" disabled={!isReady} loading={isPending} data-testid="create-dashboard">
              {t("create.action")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
