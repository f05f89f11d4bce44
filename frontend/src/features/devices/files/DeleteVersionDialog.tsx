import { Button, Group, Modal, Radio, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { call } from "@/shared/api/client";
import { FormError } from "@/shared/ui/FormError";
import { type DeviceFile, type FileVersion, fileQuery, reloadFiles } from "./fileQueries";

interface DeleteVersionDialogProps {
  file: DeviceFile;
  version: FileVersion;
  /** What could follow an active version. */
  newestOther?: FileVersion;
  close: () => void;
}

/** Devices use an active version, so deleting one asks what follows it. Mounted while it is open. */
export function DeleteVersionDialog({ file, version, newestOther, close }: DeleteVersionDialogProps) {
  const { t } = useTranslation("files");
  const queries = useQueryClient();
  const [then, setThen] = useState(newestOther ? "newest" : "none");
  const remove = useMutation({
    mutationFn: () =>
      call("DELETE", `/api/files/${file.id}/versions/${version.id}`, {
        query: version.is_active ? { then } : {},
      }),
    onSuccess: async () => {
      // First the file, so that nobody asks for the roll-out of a version that is gone.
      await queries.refetchQueries(fileQuery(file.id));
      void reloadFiles(queries);
      close();
    },
  });
  return (
    <Modal opened onClose={close} title={t("delete_version_title", { version: version.version })}>
      <Stack>
        <FormError error={remove.error} />
        {version.is_active ? (
          <Radio.Group value={then} onChange={setThen} label={t("delete_active_text")}>
            <Stack gap="sm" mt="xs">
              {newestOther && (
                <Radio value="newest" label={t("then_newest", { version: newestOther.version })} data-autofocus />
              )}
              <Radio value="none" label={t("then_none")} />
            </Stack>
          </Radio.Group>
        ) : (
          <Text>{t("delete_version_text")}</Text>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t("delete_version")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
