import { call, inOrganization } from "../api/client";
import type { Metric, Page } from "../api/types";
import { ResourcePicker, type ResourcePickerProps } from "./ResourcePicker";

interface MetricPickerProps
  extends Omit<ResourcePickerProps<Metric>, "name" | "list" | "describe" | "readOne" | "create"> {
  /** Only metrics of this device. */
  device?: number | null;
  /** Another organization than the current one. */
  organization?: string;
  /** Only metrics that take commands. */
  isWritable?: boolean;
}

const SHOWN = 30;

/** One metric of any device: searched by path and device name. */
export function MetricPicker({ device = null, organization, isWritable, ...props }: MetricPickerProps) {
  const there = inOrganization(organization);
  return (
    <ResourcePicker<Metric>
      {...props}
      name={["metrics", device, isWritable]}
      list={async (search, signal) => {
        const query = { search, device, writable: isWritable, limit: SHOWN };
        return (await call<Page<Metric>>("GET", "/api/metrics", { query, signal, ...there })).items;
      }}
      describe={(metric) => ({
        label: device === null ? `${metric.device} · ${metric.path}` : metric.path,
        hint: [metric.unit, metric.data_type].filter(Boolean).join(" · "),
      })}
      readOne={async (id) =>
        (await call<Page<Metric>>("GET", "/api/metrics", { query: { ids: id }, ...there })).items[0] ?? null
      }
    />
  );
}
