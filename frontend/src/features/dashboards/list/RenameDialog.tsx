import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { changeDashboard, type DashboardSummary } from "../queries";
import { PlaceField } from "./PlaceField";
import { keyOf, placeOf } from "./place";

export function RenameDialog({ dashboard, close }: { dashboard: DashboardSummary; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [name, setName] = useState(dashboard.name);
  const [place, setPlace] = useState(keyOf(dashboard));
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      changeDashboard(dashboard.id, {
        name: name.trim(),
        ...(place === keyOf(dashboard) ? {} : placeOf(place)),
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["dashboards"] });
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t("rename.title")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && !isPending) mutate();
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t("create.name")}
            maxLength={100}
            required
            value={name}
            error={error ? asApiError(error).message : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PlaceField value={place} change={setPlace} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={isPending}>
              {t("rename.action")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
