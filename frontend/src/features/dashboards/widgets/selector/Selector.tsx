import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asApiError } from "@/shared/api/ApiError";
import { api } from "@/shared/api/client";
import type { Metric, Page } from "@/shared/api/types";
import { parseNode } from "@/shared/nodes/nodes";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { MetricPicker } from "@/shared/pickers/MetricPicker";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { NodePicker } from "@/shared/pickers/NodePicker";
import { EmptyState } from "@/shared/ui/EmptyState";
import type { ParamsOf } from "../params";
import type { PageDoor, WidgetProps } from "../widget";
import type { fields } from "./index";
import classes from "./Selector.module.css";

type Props = WidgetProps<ParamsOf<typeof fields>>;

/** Sets a variable of the dashboard. On paper it says what is chosen. */
export function Selector({ params, page, title }: Props) {
  const { t } = useTranslation("dashboards");
  const name = params.variable.trim().replace(/^\$/, "");
  if (!name) return <EmptyState isSmall text={t("widget.selector.noVariable")} />;
  if (!page) return <p className={classes.said}>{t("widget.selector.nothing")}</p>;
  return <Choice params={params} page={page} name={name} title={title} />;
}

function Choice({ params, page, name, title }: Pick<Props, "params" | "title"> & { page: PageDoor; name: string }) {
  const { t } = useTranslation("dashboards");
  const [problem, setProblem] = useState("");
  const value = page.variable(name);
  const id = /^\d+$/.test(value) ? Number(value) : null;
  // A metric's variable holds its path; the field wants to know which one was taken.
  const metric = useQuery({
    queryKey: ["metrics", "by-path", value],
    queryFn: async ({ signal }) => {
      const found = await api.get<Page<Metric>>("/api/metrics", { search: value, limit: 20 }, signal);
      return found.items.find(({ path }) => path === value) ?? null;
    },
    enabled: params.of === "metric" && value !== "",
  });
  // The one that was chosen last: answers may overtake each other.
  const wanted = useRef<number | null>(null);
  const setMetric = async (metricId: number, label: string) => {
    wanted.current = metricId;
    try {
      const found = (await api.get<Page<Metric>>("/api/metrics", { ids: metricId })).items[0];
      if (wanted.current !== metricId) return;
      setProblem(found ? "" : t("widget.selector.metricGone", { name: label }));
      if (found) page.setVariable(name, found.path);
    } catch (failure) {
      if (wanted.current === metricId) setProblem(asApiError(failure).message);
    }
  };
  const choose = (chosen: number | null) => {
    wanted.current = null;
    if (chosen === null) page.setVariable(name, "");
    else if (params.of === "metric") void setMetric(chosen, String(chosen));
    else page.setVariable(name, String(chosen));
  };
  const known = params.of === "metric" ? (metric.data?.id ?? null) : id;
  if (params.look === "tree") {
    const letter = { device: "d", metric: "m", site: "s" }[params.of];
    return (
      <section className={classes.tree} aria-label={title}>
        <NodePicker
          kinds={[params.of]}
          chosen={new Set(known === null ? [] : [`${letter}:${known}`])}
          toggle={({ key, label }) => {
            const node = parseNode(key);
            if (!node) return;
            if (params.of === "metric") void setMetric(Number(node.id), label);
            else choose(Number(node.id));
          }}
        />
        {problem && <p role="alert">{problem}</p>}
      </section>
    );
  }
  const about = { value: known, change: choose, placeholder: t("widget.selector.choose"), error: problem || undefined };
  return (
    <div className={classes.field}>
      {params.of === "device" ? (
        <DevicePicker {...about} />
      ) : params.of === "metric" ? (
        <MetricPicker {...about} />
      ) : (
        <NamedPicker kind="sites" canCreate={false} {...about} />
      )}
    </div>
  );
}
