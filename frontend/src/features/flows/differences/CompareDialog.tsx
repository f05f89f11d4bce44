import { Group, Loader, Modal, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { useEditor } from "../EditorContext";
import { changesBetween } from "../graph/changes";
import type { FlowDocument } from "../graph/document";
import type { Revision, RevisionDetail } from "../types";
import { DiffList } from "./DiffList";

const DRAFT = "draft";

interface CompareDialogProps {
  /** The newer of the two to begin with; null while the dialog is closed. */
  number: number | null;
  revisions: readonly Revision[];
  /** Whose revisions they are: where answers are kept, and where one is asked for. */
  of: readonly ["flows" | "subflows", number];
  close: () => void;
}

/** Any two revisions, or one and the draft, side by side in words. */
export function CompareDialog({ number, revisions, of, close }: CompareDialogProps) {
  const { t } = useTranslation("flows");
  return (
    <Modal opened={number !== null} onClose={close} size="lg" title={t("compare.title")}>
      {number !== null && <Comparison key={number} number={number} revisions={revisions} of={of} />}
    </Modal>
  );
}

function Comparison({ number, revisions, of }: Omit<CompareDialogProps, "close" | "number"> & { number: number }) {
  const { t } = useTranslation("flows");
  const older = revisions.find((revision) => revision.number < number)?.number;
  const [from, setFrom] = useState(String(older ?? number));
  const [to, setTo] = useState(older === undefined ? DRAFT : String(number));
  const before = useDocument(from, of);
  const after = useDocument(to, of);
  const choices = [
    { value: DRAFT, label: t("compare.draft") },
    ...revisions.map((revision) => ({
      value: String(revision.number),
      label: `${t("history.revision", { number: revision.number })}${revision.message ? ` · ${revision.message}` : ""}`,
    })),
  ];
  const isEqual = before && after && changesBetween(before, after).count === 0;
  return (
    <Stack>
      <Group grow>
        <Select
          label={t("compare.from")}
          data={choices}
          value={from}
          allowDeselect={false}
          onChange={(value) => setFrom(value ?? from)}
        />
        <Select
          label={t("compare.to")}
          data={choices}
          value={to}
          allowDeselect={false}
          onChange={(value) => setTo(value ?? to)}
        />
      </Group>
      {!before || !after ? <Loader size="sm" /> : <DiffList before={before} after={after} />}
      {isEqual && <Text size="sm">{t("compare.equal")}</Text>}
    </Stack>
  );
}

function useDocument(which: string, [kind, id]: CompareDialogProps["of"]): FlowDocument | undefined {
  const draft = useEditor((state) => state.scene.document);
  const isDraft = which === DRAFT;
  const { data } = useQuery({
    queryKey: [kind, id, "revisions", Number(which)],
    queryFn: ({ signal }) => api.get<RevisionDetail>(`/api/${kind}/${id}/revisions/${which}`, {}, signal),
    enabled: !isDraft,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return isDraft ? draft : data?.document;
}
