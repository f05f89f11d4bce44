import { Button, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { notify } from "@/shared/notify/notify";
import { useEditorState } from "../editor/EditorContext";
import { DocumentSketch } from "../list/DashboardSketch";
import { type DashboardDetail, saveTemplate, templatesQuery } from "../queries";

/** The dashboard as a beginning for others of the organization. */
export function SaveTemplateDialog({ dashboard, close }: { dashboard: DashboardDetail; close: () => void }) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const document = useEditorState((state) => state.document);
  const [name, setName] = useState(dashboard.name);
  const [description, setDescription] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => saveTemplate(dashboard.id, { name: name.trim(), description: description.trim(), document }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: templatesQuery.queryKey });
      notify(t("template.saved", { name: name.trim() }));
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t("template.save")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && !isPending) mutate();
        }}
      >
        <Stack>
          <DocumentSketch raw={document} />
          <TextInput
            data-autofocus
            label={t("create.name")}
            maxLength={100}
            required
            value={name}
            error={error ? asApiError(error).message : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label={t("template.description")}
            maxLength={500}
            autosize
            minRows={2}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("shared:cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={isPending}>
              {t("template.action")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
