import { Anchor, Button, Checkbox, Code, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { DropZone } from "../files/DropZone";
import { ImportReport } from "./ImportReport";
import { type DeviceImport, type ImportOptions, importQuery, sendImport } from "./queries";

const SAMPLE = "name;site;type;description;attribute:serial\npump 7;Hall 7;Pump;left of the door;0042";

const START: ImportOptions = { create_sites: false, create_types: false, existing: "refuse" };

/** A list of devices as CSV: first what would happen, row by row, then the import. */
export function ImportDialog({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [options, setOptions] = useState(START);
  const send = useMutation({
    mutationFn: ({ isDryRun, ...order }: { file: File; options: ImportOptions; isDryRun: boolean }) =>
      sendImport(order.file, order.options, isDryRun),
  });
  const { reset, mutate } = send;
  const job = useFollowed(send.data);
  const isRunning = send.isPending || (job !== undefined && !job.finished_at);
  const isImported = job?.dry_run === false && job.finished_at !== null;
  useEffect(() => {
    if (!isOpen) return;
    setFile(null);
    setOptions(START);
    reset();
  }, [isOpen, reset]);
  useEffect(() => {
    if (!isImported) return;
    for (const name of ["devices", "tree", "sites", "device-types"])
      void queries.invalidateQueries({ queryKey: [name] });
  }, [isImported, queries]);

  function check(next: File, how: ImportOptions): void {
    setFile(next);
    setOptions(how);
    mutate({ file: next, options: how, isDryRun: true });
  }

  const tick = (name: "create_sites" | "create_types") => (
    <Checkbox
      label={t(`import.${name}`)}
      checked={options[name]}
      disabled={isRunning}
      onChange={() => {
        const next = { ...options, [name]: !options[name] };
        if (file) check(file, next);
        else setOptions(next);
      }}
    />
  );
  const makes = (job?.created ?? 0) + (job?.changed ?? 0);
  return (
    <Modal opened={isOpen} onClose={close} title={t("import.title")} size="xl" closeOnClickOutside={!isRunning}>
      <Stack>
        {!isImported && (
          <>
            <DropZone
              file={file}
              choose={(next) => check(next, options)}
              error={send.error ? asApiError(send.error).message : null}
              disabled={isRunning}
            />
            {!file && (
              <div>
                <Text c="dimmed">{t("import.help")}</Text>
                <Code block mt="xs">
                  {SAMPLE}
                </Code>
                <Anchor
                  href={`data:text/csv;charset=utf-8,${encodeURIComponent(SAMPLE)}`}
                  download="devices.csv"
                  size="sm"
                >
                  {t("import.sample")}
                </Anchor>
              </div>
            )}
            <Group gap="lg">
              {tick("create_sites")}
              {tick("create_types")}
              <Checkbox
                label={t("import.change_existing")}
                checked={options.existing === "change"}
                disabled={isRunning}
                onChange={() => {
                  const next: ImportOptions = {
                    ...options,
                    existing: options.existing === "change" ? "refuse" : "change",
                  };
                  if (file) check(file, next);
                  else setOptions(next);
                }}
              />
            </Group>
          </>
        )}
        {job && <ImportReport job={job} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t(isImported ? "close" : "cancel")}
          </Button>
          {!isImported && (
            <Button
              disabled={!file || !job?.finished_at || makes === 0}
              loading={isRunning}
              onClick={() => file && mutate({ file, options, isDryRun: false })}
            >
              {t("import.action", { count: makes })}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

/** The import as it stands: the answer at once, and what became of it since. */
function useFollowed(sent: DeviceImport | undefined): DeviceImport | undefined {
  const followed = useQuery({
    ...importQuery(sent?.id ?? 0),
    enabled: sent !== undefined && sent.finished_at === null,
  });
  if (!sent || sent.finished_at) return sent;
  return followed.data ?? sent;
}
