import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";
import type { DataType, Page } from "@/shared/api/types";
import type { CommandTemplate } from "../commands/parameters";

type Schemas = components["schemas"];

export type MetricTemplate = Omit<Schemas["MetricTemplateOut"], "data_type"> & { data_type: DataType };
export type DeviceTypeRow = Schemas["DeviceTypeRowOut"];
export type DeviceType = Omit<Schemas["DeviceTypeOut"], "metrics" | "commands"> & {
  metrics: MetricTemplate[];
  commands: CommandTemplate[];
};
export type Applied = Schemas["ApplyTypeOut"];

export const TYPES_A_PAGE = 50;

export const deviceTypesQuery = (search: string, offset: number) =>
  queryOptions({
    queryKey: ["device-types", "list", search, offset],
    queryFn: ({ signal }) =>
      api.get<Page<DeviceTypeRow>>("/api/device-types", { search, offset, limit: TYPES_A_PAGE }, signal),
    placeholderData: keepPreviousData,
  });

export const deviceTypeQuery = (id: number) =>
  queryOptions({
    queryKey: ["device-types", "one", id],
    queryFn: ({ signal }) => api.get<DeviceType>(`/api/device-types/${id}`, {}, signal),
  });
