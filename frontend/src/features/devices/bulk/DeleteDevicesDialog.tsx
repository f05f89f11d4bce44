import { Button, Group, Modal, Progress, Radio, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { FormError } from "@/shared/ui/FormError";
import { changeMany, type Subject } from "./bulk";
import { Refusals } from "./Refusals";

interface DeleteDevicesDialogProps {
  /** Null: closed. */
  devices: readonly (Subject & { name: string })[] | null;
  close: (isDone: boolean) => void;
}

type Way = "archive" | "delete";

/** The one question that matters: what becomes of the history. */
export function DeleteDevicesDialog({ devices, close }: DeleteDevicesDialogProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [way, setWay] = useState<Way>("archive");
  const [typed, setTyped] = useState("");
  const [through, setThrough] = useState(0);
  const count = devices?.length ?? 0;
  const [first] = devices ?? [];
  const word = count === 1 ? (first?.name ?? "") : String(count);
  const remove = useMutation({
    mutationFn: () => changeMany(devices ?? [], { action: way }, setThrough),
    onSuccess: ({ done, refused }) => {
      void queries.invalidateQueries({ queryKey: ["devices"] });
      void queries.invalidateQueries({ queryKey: ["tree"] });
      if (refused.length > 0) return;
      notify(t(way === "archive" ? "bulk.archived" : "bulk.deleted", { count: done, name: first?.name }));
      close(true);
    },
  });
  const { reset } = remove;
  useEffect(() => {
    if (!devices) return;
    setWay("archive");
    setTyped("");
    setThrough(0);
    reset();
  }, [devices, reset]);
  const isReady = way === "archive" || typed.trim() === word;
  return (
    <Modal
      opened={devices !== null}
      onClose={() => close(remove.data !== undefined)}
      title={count === 1 ? t("delete_title", { name: first?.name }) : t("bulk.delete_title", { count })}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) remove.mutate();
        }}
      >
        <Stack>
          <FormError error={remove.error} />
          {remove.data && <Refusals refused={remove.data.refused} />}
          <Radio.Group
            label={t("bulk.history")}
            value={way}
            onChange={(next) => setWay(next === "delete" ? "delete" : "archive")}
          >
            <Stack gap="sm" mt="sm">
              <Radio value="archive" label={t("bulk.keep")} description={t("bulk.keep_help")} />
              <Radio value="delete" label={t("bulk.remove")} description={t("bulk.remove_help")} />
            </Stack>
          </Radio.Group>
          {way === "delete" && (
            <TextInput
              data-autofocus
              label={t("confirm_typed", { name: word })}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
            />
          )}
          {remove.isPending && count > 1 && <Progress value={(through / count) * 100} animated />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => close(remove.data !== undefined)}>
              {t(remove.data ? "close" : "cancel")}
            </Button>
            {!remove.data && (
              <Button type="submit" color="red" disabled={!isReady} loading={remove.isPending}>
                {t("bulk.delete_action", { count })}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
