import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { type DashboardSummary, renameDashboard } from "../queries";

export function RenameDialog({ dashboard, close }: { dashboard: DashboardSummary; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const [name, setName] = useState(dashboard.name);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => renameDashboard(dashboard.id, name.trim()),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["dashboards"] });
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t("rename.title")} size="sm">
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
