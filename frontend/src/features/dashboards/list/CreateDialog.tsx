import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { useCan } from "@/shared/session/useMe";
import { createDashboard } from "../queries";
import { DeviceTypeSelect } from "../variables/DeviceTypeSelect";
import { PlaceField } from "./PlaceField";
import { placeOf } from "./place";
import { TemplateGallery } from "./TemplateGallery";

/** A name, what it begins with, and where it stands. */
export function CreateDialog({ close }: { close: () => void }) {
  const { t } = useTranslation("dashboards");
  const navigate = useNavigate();
  const client = useQueryClient();
  const [typed, setTyped] = useState<string | null>(null);
  const [template, setTemplate] = useState({ key: "empty", name: "" });
  const [device, setDevice] = useState<number | null>(null);
  const [type, setType] = useState<number | null>(null);
  const can = useCan();
  // Who may edit dashboards at one site only, has to say where.
  const mayAtOrganization = can("edit_dashboards");
  const [place, setPlace] = useState("");
  const isPlaced = mayAtOrganization || place !== "";
  // Until somebody types a name, it is called as what it begins with.
  const name = typed ?? template.name;
  const isChosen = template.key === "device" ? device !== null : template.key === "type" ? type !== null : true;
  const isReady = name.trim() !== "" && isPlaced && isChosen;
  const isListed = template.key !== "empty" && template.key !== "device";
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      createDashboard({
        name: name.trim(),
        template: template.key,
        device_id: template.key === "device" ? device : null,
        device_type_id: isListed && !template.key.startsWith("own:") ? type : null,
        place_site_id: placeOf(place).site_id,
        place_device_id: placeOf(place).device_id,
      }),
    onSuccess: async ({ id }) => {
      void client.invalidateQueries({ queryKey: ["dashboards", "list"] });
      close();
      // An empty one is opened to be filled, a filled one to be seen.
      await navigate(template.key === "empty" ? `/dashboards/${id}?edit=1` : `/dashboards/${id}`);
    },
  });
  return (
    <Modal opened onClose={close} title={t("create.title")} size="xl">
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
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <TemplateGallery value={template.key} change={(key, name) => setTemplate({ key, name })} />
          {template.key === "device" && (
            <DevicePicker label={t("create.chooseDevice")} isRequired value={device} change={setDevice} />
          )}
          {isListed && !template.key.startsWith("own:") && (
            <DeviceTypeSelect
              label={t(template.key === "type" ? "create.chooseType" : "create.limitType")}
              isRequired={template.key === "type"}
              value={type}
              change={setType}
            />
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
