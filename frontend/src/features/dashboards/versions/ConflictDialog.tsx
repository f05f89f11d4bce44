import { Button, Group, Loader, Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import { useEditorState } from "../editor/EditorContext";
import type { Conflict } from "../editor/useSave";
import { merge } from "../queries";
import { ChangeList } from "./ChangeList";
import classes from "./versions.module.css";
import { useChangeWords } from "./words";

interface ConflictDialogProps {
  dashboardId: number;
  conflict: Conflict;
  /** The document that both come together in. */
  use: (document: unknown) => Promise<unknown>;
  loadTheirs: () => Promise<unknown>;
  overwrite: () => Promise<unknown>;
  copy: () => Promise<unknown>;
  close: () => void;
}

type Side = "mine" | "theirs";

/** Two people arranged the same dashboard: what the other did, what both did differently, and a choice for each of these. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { dashboardId, conflict, use, loadTheirs, overwrite, copy, close } = props;
  const { t } = useTranslation("dashboards");
  const words = useChangeWords();
  const mine = useEditorState((state) => state.document);
  const [choices, setChoices] = useState<Record<string, Side>>({});
  const { base, isPublished } = conflict;
  const author = conflict.author || t("versions.somebody");
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["dashboards", dashboardId, "merge", conflict.version, JSON.stringify(choices)],
    queryFn: ({ signal }) => merge(dashboardId, { base, mine, choices, isPublished }, signal),
    placeholderData: keepPreviousData,
    // A dialog that opens again must not offer what came of an earlier document of mine.
    gcTime: 0,
    retry: false,
  });
  const [isBusy, setBusy] = useState(false);
  /** The second half of a double click would save on top of a version that the first has just replaced. */
  const once = async (act: () => Promise<unknown>) => {
    if (isBusy) return;
    setBusy(true);
    await act();
    setBusy(false);
  };
  return (
    <Modal opened onClose={close} size="lg" title={t("conflict.title")}>
      <Stack>
        <Text>{t(isPublished ? "conflict.published" : "conflict.text", { author, version: conflict.version })}</Text>
        {error ? (
          <ErrorState error={error} retry={refetch} isSmall />
        ) : !data ? (
          <Loader size="sm" />
        ) : (
          <>
            <div>
              <Text fw={600} mb={4}>
                {t("conflict.theirs", { author })}
              </Text>
              <ChangeList changes={data.theirs} />
            </div>
            {data.conflicts.length > 0 && (
              <div>
                <Text fw={600} mb={4}>
                  {t("conflict.both", { count: data.conflicts.length })}
                </Text>
                <ul className={classes.changes}>
                  {data.conflicts.map((one) => (
                    <li key={one.key} className={classes.choice} data-testid={`conflict-${one.key}`}>
                      <span>{words({ ...one, what: `conflict_${one.what}`, before: "" })}</span>
                      <SegmentedControl
                        size="xs"
                        aria-label={one.title}
                        value={choices[one.key] ?? "mine"}
                        onChange={(side) => setChoices((known) => ({ ...known, [one.key]: side as Side }))}
                        data={[
                          { value: "mine", label: t("conflict.mine") },
                          { value: "theirs", label: author },
                        ]}
                      />
                    </li>
                  ))}
                </ul>
              </div>
            )}
          </>
        )}
        <Group justify="space-between">
          <Group gap={4}>
            <Button variant="subtle" color="gray" onClick={() => void once(loadTheirs)} data-testid="conflict-reload">
              {t("conflict.reload")}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => void once(copy)} data-testid="conflict-copy">
              {t("conflict.copy")}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => void once(overwrite)} data-testid="conflict-overwrite">
              {t("conflict.overwrite")}
            </Button>
          </Group>
          <Button
            disabled={!data}
            // What is shown came of the choices before the last one, until the answer to that one is here.
            loading={isPlaceholderData || isBusy}
            onClick={() => data && void once(() => use(data.document))}
            data-testid="conflict-merge"
          >
            {t("conflict.merge")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
