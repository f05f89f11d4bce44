import { Button, CloseButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, call } from "@/shared/api/client";
import type { Metric, Page } from "@/shared/api/types";
import { type NodeKind, parseNode } from "@/shared/nodes/nodes";
import { notify, notifyError } from "@/shared/notify/notify";
import { NodePickerDialog } from "@/shared/pickers/NodePickerDialog";
import type { PickedNode } from "@/shared/pickers/nodeQueries";
import { MAX_METRICS } from "./address";
import classes from "./QueryPage.module.css";

const KINDS: readonly NodeKind[] = ["device", "folder", "metric"];

interface MetricsFieldProps {
  ids: readonly number[];
  /** Those that the answer describes, of other organizations too. */
  known: readonly { id: number; device: string; path: string }[];
  change: (ids: number[]) => void;
}

/** The metrics of a query: found in the tree or by search, whole devices and folders at once. */
export function MetricsField({ ids, known, change }: MetricsFieldProps) {
  const { t } = useTranslation("data");
  const [isOpen, setOpen] = useState(false);
  const named = useQuery({
    queryKey: ["data", "metrics", ids],
    queryFn: ({ signal }) => api.get<Page<Metric>>("/api/metrics", { ids: ids.join(","), limit: MAX_METRICS }, signal),
    enabled: ids.length > 0,
    placeholderData: (previous) => previous,
    staleTime: 60_000,
  });
  const names = new Map(
    [...(named.data?.items ?? []), ...known].map((metric) => [metric.id, `${metric.device} · ${metric.path}`]),
  );

  async function add(picked: PickedNode[]): Promise<void> {
    try {
      const found = (await Promise.all(picked.map(({ key }) => metricsBelow(key)))).flat();
      const all = [...new Set([...ids, ...found])];
      if (all.length > MAX_METRICS) notify(t("query.too_many", { count: all.length, most: MAX_METRICS }));
      change(all.slice(0, MAX_METRICS));
    } catch (error) {
      notifyError(error);
    }
  }

  return (
    <div className={classes.chips}>
      {ids.map((id) => {
        const name = names.get(id) ?? (named.isFetching ? "…" : t("query.gone", { id }));
        return (
          <span key={id} className={classes.chip}>
            <span className={classes.chipLabel} title={name}>
              {name}
            </span>
            <CloseButton
              size="xs"
              aria-label={t("query.remove", { name })}
              onClick={() => change(ids.filter((one) => one !== id))}
            />
          </span>
        );
      })}
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {t("query.add")}
      </Button>
      <NodePickerDialog
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={t("query.pick_title")}
        text={t("query.pick_text")}
        action={t("query.pick_action")}
        kinds={KINDS}
        isMultiple
        choose={(picked) => void add(picked)}
      />
    </div>
  );
}

async function metricsBelow(key: string): Promise<number[]> {
  const node = parseNode(key);
  if (!node) return [];
  if (node.kind === "metric") return [Number(node.id)];
  const [device, ...path] = node.id.split(":");
  // The list speaks of one organization, and the device may stand in another.
  const way = (await api.get<{ breadcrumbs: { key: string; kind: NodeKind }[] }>("/api/tree", { node: key, limit: 1 }))
    .breadcrumbs;
  const organization = way.findLast(({ kind }) => kind === "organization")?.key.slice(2);
  const { items } = await call<Page<Metric>>("GET", "/api/metrics", {
    query: { device, limit: 500 },
    headers: organization ? { "X-Organization": organization } : {},
  });
  const folder = path.join(":");
  return items.filter((metric) => !folder || metric.path.startsWith(`${folder}/`)).map((metric) => metric.id);
}
