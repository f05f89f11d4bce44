import { Anchor, Button, Checkbox, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { formatCount } from "@/shared/values/format";
import { asApiError } from "../api/ApiError";
import { api } from "../api/client";
import { notify } from "../notify/notify";
import { FormError } from "../ui/FormError";
import { useIsPhone } from "../ui/useIsPhone";
import { ExportFields } from "./ExportFields";
import { NodesField } from "./NodesField";
import { requestExport } from "./requestExport";
import { type ExportDefinition, type ExportEstimate, usualDefinition } from "./types";

interface ExportDialogProps {
  isOpen: boolean;
  close: () => void;
  /** Keys of nodes: metrics `m:7`, folders `f:3:motor`, devices `d:3`, sites `s:1`, organizations `o:acme01`. */
  nodes: string[];
  /** What the file is called, where something better than the metrics' names is known. */
  name?: string;
  /** Where it begins: the range and buckets that the page shows. */
  initial?: Partial<ExportDefinition>;
}

const FIELDS = ["from", "to", "period", "bucket_s", "shape", "delimiter"];

/** Take samples out as a file. Small ones come at once, large ones become a job. Can be opened from any page. */
export function ExportDialog({ isOpen, close, nodes, name = "", initial }: ExportDialogProps) {
  const { t } = useTranslation("export");
  const isPhone = useIsPhone();
  return (
    <Modal opened={isOpen} onClose={close} title={t("title")} size="xl" fullScreen={isPhone}>
      {isOpen && <ExportForm close={close} nodes={nodes} name={name} initial={initial} />}
    </Modal>
  );
}

function ExportForm({
  close,
  nodes,
  name,
  initial,
}: Omit<Required<ExportDialogProps>, "isOpen" | "initial"> & Pick<ExportDialogProps, "initial">) {
  const { t } = useTranslation("export");
  const queries = useQueryClient();
  const [definition, setDefinition] = useState<ExportDefinition>({ ...usualDefinition(nodes), ...initial });
  const [fileName, setFileName] = useState(name);
  const [wantsMail, setWantsMail] = useState(false);
  const [settled] = useDebouncedValue(definition, 250);
  const hasNodes = definition.nodes.length > 0;
  const estimate = useQuery({
    queryKey: ["exports", "estimate", settled],
    queryFn: ({ signal }) => api.post<ExportEstimate>("/api/exports/estimate", settled, { signal }),
    enabled: settled.nodes.length > 0,
    retry: false,
    staleTime: 10_000,
  });
  const ask = useMutation({
    mutationFn: () => requestExport({ definition, name: fileName.trim(), wantsMail }),
    onSuccess: (job) => {
      void queries.invalidateQueries({ queryKey: ["exports"] });
      notify(job ? t("began") : t("saved"));
      close();
    },
  });
  const { reset } = ask;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was refused is another export now.
  useEffect(() => reset(), [definition, reset]);
  const refusal = ask.error ?? (hasNodes ? estimate.error : null);
  const problem = refusal ? asApiError(refusal) : null;
  return (
    <Stack gap="md">
      {problem && !FIELDS.includes(problem.field ?? "") && <FormError error={problem} />}
      <NodesField keys={definition.nodes} change={(keys) => setDefinition({ ...definition, nodes: keys })} />
      <ExportFields
        definition={definition}
        change={(part) => setDefinition({ ...definition, ...part })}
        problem={problem}
      />
      <TextInput
        label={t("name")}
        placeholder={t("name_placeholder")}
        maxLength={100}
        value={fileName}
        onChange={(event) => setFileName(event.currentTarget.value)}
      />
      <Checkbox
        label={t("wants_mail")}
        checked={wantsMail}
        onChange={(event) => setWantsMail(event.currentTarget.checked)}
      />
      <Group justify="space-between" gap="sm">
        <Text size="xs" c="dimmed" aria-live="polite">
          {hasNodes && estimate.data ? <EstimateText estimate={estimate.data} /> : " "}{" "}
          <Anchor component={Link} to="/data/exports" size="xs" underline="always" onClick={close}>
            {t("all_exports")}
          </Anchor>
        </Text>
        <Group gap="sm">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button
            leftSection={<IconDownload size={16} aria-hidden />}
            loading={ask.isPending}
            disabled={!hasNodes}
            onClick={() => ask.mutate()}
          >
            {t("action")}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function EstimateText({ estimate }: { estimate: ExportEstimate }) {
  const { t } = useTranslation("export");
  const rows = formatCount(estimate.rows);
  const metrics = t("metric_count", { count: estimate.metrics });
  if (estimate.is_more) return t("estimate.more", { metrics, rows });
  return t(estimate.is_small ? "estimate.small" : "estimate.job", { metrics, rows });
}
