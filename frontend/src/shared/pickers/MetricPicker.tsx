import { api } from "../api/client";
import type { Metric, Page } from "../api/types";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

interface MetricPickerProps
  extends Omit<ResourcePickerProps<Metric>, "path" | "describe" | "readOne" | "create" | "query"> {
  /** Only metrics of this device. */
  device?: number | null;
}

/** One metric of any device: searched by path and device name. */
export function MetricPicker({ device = null, ...props }: MetricPickerProps) {
  return (
    <ResourcePicker<Metric>
      {...props}
      path="/api/metrics"
      query={{ device }}
      describe={(metric) => ({
        label: device === null ? `${metric.device} · ${metric.path}` : metric.path,
        hint: [metric.unit, metric.data_type].filter(Boolean).join(" · "),
      })}
      readOne={async (id) => (await api.get<Page<Metric>>("/api/metrics", { ids: id })).items[0] ?? null}
    />
  );
}
