import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { DropZone } from "./DropZone";
import { type DeviceFile, type FileKind, type FileVersion, KINDS, reloadFiles, storeQuery } from "./fileQueries";
import { guessKind } from "./guessKind";
import { sizeText } from "./sizeText";
import { UploadBar } from "./UploadBar";
import { useUpload } from "./useUpload";
import { isForbidden, nextVersion } from "./versionNames";

interface FileDialogProps {
  isOpen: boolean;
  close: () => void;
  /** Where a new file hangs. */
  node: string;
  /** Left out for a new file; else this one gets a new version. */
  file?: DeviceFile;
  /** The newest version's name, from which the next is guessed. */
  lastVersion?: string;
  uploaded?: (fileId: number) => void;
}

const EMPTY = {
  name: "",
  kind: "CONFIGURATION" as FileKind, // the form library infers the field's type from here
  description: "",
  version: "1.0",
  note: "",
  activate: true,
};

/** A new file with its first version, or a new version of one. */
export function FileDialog({ isOpen, close, node, file, lastVersion, uploaded }: FileDialogProps) {
  const { t } = useTranslation("files");
  const queries = useQueryClient();
  const store = useQuery({ ...storeQuery, enabled: isOpen });
  const [content, setContent] = useState<File | null>(null);
  const [contentError, setContentError] = useState<string | null>(null);
  const sending = useUpload<DeviceFile | FileVersion>();
  const form = useForm({
    initialValues: EMPTY,
    validate: {
      name: (name) => {
        if (file) return null;
        if (!name.trim()) return t("name_missing");
        return isForbidden(name) ? t("name_forbidden", { name }) : null;
      },
      version: (version) => {
        if (!version.trim()) return t("version_missing");
        return isForbidden(version) ? t("version_forbidden", { version }) : null;
      },
    },
  });
  const { setValues, clearErrors } = form;
  const { reset } = sending;
  useEffect(() => {
    if (!isOpen) return;
    setValues({ ...EMPTY, version: nextVersion(lastVersion) });
    clearErrors();
    reset();
    setContent(null);
    setContentError(null);
  }, [isOpen, lastVersion, setValues, clearErrors, reset]);
  function choose(chosen: File): void {
    const limit = store.data?.file_bytes;
    const isTooLarge = limit !== undefined && chosen.size > limit;
    setContentError(
      isTooLarge
        ? t("file_too_large", { name: chosen.name, size: sizeText(chosen.size), limit: sizeText(limit) })
        : null,
    );
    setContent(isTooLarge ? null : chosen);
    if (!file && !form.values.name && !isTooLarge) form.setValues({ name: chosen.name, kind: guessKind(chosen.name) });
  }

  async function send(fields: typeof EMPTY): Promise<void> {
    if (!content) {
      setContentError(t("file_missing"));
      return;
    }
    const version = { version: fields.version.trim(), note: fields.note, activate: fields.activate };
    const { kind, description } = fields;
    const path = file ? `/api/files/${file.id}/versions` : "/api/files";
    const query = file ? version : { node, name: fields.name.trim(), kind, description, ...version };
    const answer = await sending.start(path, query, content, (error) => showFieldError(form, error));
    if (!answer) return;
    await reloadFiles(queries);
    notify(t("created", { name: file?.name ?? fields.name.trim(), version: version.version }));
    close();
    uploaded?.(file?.id ?? answer.id);
  }

  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={file ? t("new_version_of", { name: file.name }) : t("new")}
      closeOnClickOutside={!sending.isRunning}
    >
      <form onSubmit={form.onSubmit((fields) => void send(fields))}>
        <Stack>
          <FormError error={sending.error} form={form} />
          <DropZone
            file={content}
            choose={choose}
            limit={store.data?.file_bytes}
            error={contentError}
            disabled={sending.isRunning}
          />
          {!file && (
            <>
              <TextInput
                label={t("name")}
                description={t("name_help")}
                maxLength={100}
                required
                withAsterisk={false}
                {...form.getInputProps("name")}
              />
              <Select
                label={t("kind")}
                data={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
                allowDeselect={false}
                {...form.getInputProps("kind")}
              />
            </>
          )}
          <Group grow align="flex-start">
            <TextInput
              label={t("version")}
              maxLength={40}
              required
              withAsterisk={false}
              {...form.getInputProps("version")}
            />
            <TextInput label={t("note")} maxLength={500} {...form.getInputProps("note")} />
          </Group>
          <Checkbox
            label={t("activate_now")}
            description={t("activate_now_help")}
            {...form.getInputProps("activate", { type: "checkbox" })}
          />
          {sending.progress && <UploadBar progress={sending.progress} stop={sending.stop} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={sending.isRunning}>
              {t("upload")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
