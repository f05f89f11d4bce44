import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { notify } from "@/shared/notify/notify";
import { chosen, heldBy } from "../commands/command";
import { replaceDocument } from "../commands/replaceDocument";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { freshIds } from "../graph/ids";
import { ProblemText } from "../inspector/ProblemText";
import { makeSubflow } from "./queries";

/** Make the selection a subflow: it gets a name, wires that cross its border become ports, one undo takes it back. */
export function MakeSubflowDialog() {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isOpen = useView((state) => state.isMakingSubflow);
  const count = useEditor(({ scene }) => heldBy(scene).blocks.size);
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const close = () => view.setState({ isMakingSubflow: false });
  const make = useMutation({
    mutationFn: async () => {
      const { document } = store.getState().scene;
      const [place = "b1"] = freshIds(document, 1, store.getState().idsAbove());
      const blocks = [...heldBy(store.getState().scene).blocks];
      const made = await makeSubflow({ name: name.trim(), document, blocks, place });
      return { ...made, before: document };
    },
    onSuccess: async ({ subflow, document, block, before }) => {
      await queryClient.invalidateQueries({ queryKey: ["subflows"] });
      setName("");
      close();
      if (store.getState().scene.document !== before) {
        notify(t("subflow.changed_meanwhile", { name: subflow.name }));
        return;
      }
      store.getState().apply(replaceDocument, document);
      store.getState().select(chosen([block]));
      notify(t("subflow.made", { name: subflow.name }));
    },
  });
  const error = make.error && asApiError(make.error);
  return (
    <Modal opened={isOpen} onClose={close} title={t("subflow.make")} onExitTransitionEnd={make.reset}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack>
          <Text size="sm">{t("subflow.make_text", { count })}</Text>
          {error && error.field !== "name" && <ProblemText level="error" message={error.message} />}
          <TextInput
            data-autofocus
            label={t("list.name")}
            placeholder={t("subflow.name_hint")}
            value={name}
            maxLength={100}
            error={error?.field === "name" ? error.message : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
            data-testid="subflow-name"
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" disabled={!name.trim()} loading={make.isPending} data-testid="make-subflow">
              {t("subflow.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
