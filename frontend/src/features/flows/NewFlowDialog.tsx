import { Button, FileButton, Group, Modal, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asApiError } from "@/shared/api/ApiError";
import { readClipping } from "./graph/clipboard";
import type { FlowDocument } from "./graph/document";
import { createFlow } from "./queries";

interface NewFlowDialogProps {
  isOpen: boolean;
  close: () => void;
}

export function NewFlowDialog({ isOpen, close }: NewFlowDialogProps) {
  const { t } = useTranslation("flows");
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [file, setFile] = useState<{ name: string; document: FlowDocument } | null>(null);
  const [fileProblem, setFileProblem] = useState("");
  const create = useMutation({
    mutationFn: () => createFlow({ name: name.trim(), description: description.trim(), document: file?.document }),
    onSuccess: async (flow) => {
      await queryClient.invalidateQueries({ queryKey: ["flows", "list"] });
      await navigate(`/flows/${flow.id}`);
    },
  });
  const readFile = async (chosen: File | null) => {
    if (!chosen) return;
    const clipping = readClipping(await chosen.text());
    setFileProblem(clipping ? "" : t("list.no_flow_file", { name: chosen.name }));
    if (!clipping) return;
    const { schema, blocks, wires, groups, notes } = clipping;
    setFile({ name: chosen.name, document: { schema, blocks, wires, groups, notes } });
    if (!name) setName(chosen.name.replace(/(\.flow)?\.json$/, ""));
  };
  const error = create.error && asApiError(create.error);
  return (
    <Modal opened={isOpen} onClose={close} title={t("list.new")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t("list.name")}
            placeholder={t("list.name_hint")}
            value={name}
            maxLength={100}
            error={error?.message}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label={t("inspector.description")}
            value={description}
            maxLength={500}
            autosize
            minRows={2}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Group justify="space-between">
            <FileButton accept="application/json,.json" onChange={(chosen) => void readFile(chosen)}>
              {(props) => (
                <Button {...props} variant="subtle" color="gray">
                  {file ? file.name : t("list.from_file")}
                </Button>
              )}
            </FileButton>
            <Group gap="sm">
              <Button variant="default" onClick={close}>
                {t("cancel")}
              </Button>
              <Button type="submit" disabled={!name.trim()} loading={create.isPending} data-testid="create-flow">
                {t("create")}
              </Button>
            </Group>
          </Group>
          {fileProblem && <span role="alert">{fileProblem}</span>}
        </Stack>
      </form>
    </Modal>
  );
}
