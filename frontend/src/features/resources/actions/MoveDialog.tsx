import { Button, Group, Modal, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "@/shared/nodes/NodeIcon";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SearchInput } from "@/shared/ui/SearchInput";
import { placesAround } from "../placesQuery";
import { nodeQuery, treeSearchQuery } from "../queries";
import { wayOf } from "../tree/HitList";
import { type Moving, moveProblem } from "../tree/moves";
import type { TreeItem } from "../types";
import classes from "./actions.module.css";
import { useMove } from "./useMove";

/** Where to, by search instead of by dragging. */
export function MoveDialog({ subjects, close }: { subjects: readonly Moving[] | null; close: () => void }) {
  const { t } = useTranslation("resources");
  const move = useMove();
  const [search, setSearch] = useState("");
  const [key, setKey] = useState<string | null>(null);
  useEffect(() => {
    if (!subjects) return;
    setSearch("");
    setKey(null);
  }, [subjects]);
  const isOpen = subjects !== null;
  const needsOrganization = subjects?.some(({ item }) => item.kind !== "device") ?? false;
  const kinds = needsOrganization ? "organization" : "organization,site";
  const hits = useQuery({ ...treeSearchQuery(search, kinds), enabled: isOpen && search.length > 0 });
  const around = useQuery({ ...placesAround(needsOrganization), enabled: isOpen });
  const target = useQuery({ ...nodeQuery(key ?? ""), enabled: key !== null });
  const shown = search ? hits.data?.items : around.data;
  const line = new Set(target.data?.breadcrumbs.map((crumb) => crumb.key).filter((one) => one !== key));
  const node: TreeItem | null = target.data?.node ?? null;
  const problem = node && subjects ? moveProblem(subjects, node, line) : null;
  const failed = search ? hits.error : around.error;
  const [first] = subjects ?? [];
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={
        first &&
        (subjects?.length === 1
          ? t("move.title", { name: first.item.label })
          : t("move.title_many", { count: subjects?.length }))
      }
    >
      <Stack>
        <SearchInput value={search} change={setSearch} label={t("move.search")} isFirst />
        <div className={classes.targets} role="listbox" aria-label={t("move.where")}>
          {failed && !shown ? (
            <ErrorState error={failed} isSmall />
          ) : shown ? (
            shown.map((hit) => (
              <UnstyledButton
                key={hit.key}
                role="option"
                aria-selected={hit.key === key}
                className={classes.target}
                onClick={() => setKey(hit.key)}
              >
                <NodeIcon kind={hit.kind} />
                <span className={classes.targetName}>
                  {hit.label}
                  <span className={classes.where}> {wayOf(hit)}</span>
                </span>
              </UnstyledButton>
            ))
          ) : (
            <Skeleton height={160} />
          )}
          {shown?.length === 0 && (
            <Text p="md" c="dimmed">
              {t("search.nothing", { search })}
            </Text>
          )}
        </div>
        {problem && <Text c="dimmed">{t(problem)}</Text>}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button
            disabled={!node || problem !== null}
            onClick={() => {
              if (!node || !subjects) return;
              close();
              void move(subjects, node);
            }}
          >
            {node && !problem ? t("move.action_to", { place: node.label }) : t("move.action")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
