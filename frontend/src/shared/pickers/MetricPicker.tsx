import { api } from "../api/client";
import type { Metric, Page } from "../api/types";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

interface MetricPickerProps
  extends Omit<ResourcePickerProps<Metric>, "name" | "list" | "describe" | "readOne" | "create"> {
  /** Only metrics of this device. */
  device?: number | null;
  /** Only metrics that take commands. */
  isWritable?: boolean;
}

const SHOWN = 30;

/** One metric of any device: searched by path and device name. */
export function MetricPicker({ device = null, isWritable, ...props }: MetricPickerProps) {
  return (
    <ResourcePicker<Metric>
      {...props}
      name={["metrics", device, isWritable]}
      list={async (search, signal) => {
        const query = { search, device, writable: isWritable, limit: SHOWN };
        return (await api.get<Page<Metric>>("/api/metrics", query, signal)).items;
      }}
      describe={(metric) => ({
        label: device === null ? `${metric.device} · ${metric.path}` : metric.path,
        hint: [metric.unit, metric.data_type].filter(Boolean).join(" · "),
      })}
      readOne={async (id) => (await api.get<Page<Metric>>("/api/metrics", { ids: id })).items[0] ?? null}
    />
  );
}
