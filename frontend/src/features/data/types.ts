import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];

export type QueryDefinition = Required<Schemas["QueryDefinition"]>;
export type QueryFunction = QueryDefinition["functions"][number];
export type Compare = QueryDefinition["compare"];
export type QueryAnswer = Schemas["QueryAnswerOut"];
export type QueryMetric = Schemas["QueryMetricOut"];
export type QuerySeries = Schemas["QuerySeriesOut"];
export type QueryStatistics = Schemas["QueryStatisticsOut"];
export type SavedQuery = Schemas["SavedQueryOut"] & { document: QueryDefinition };
export type ExportSchedule = Schemas["ExportScheduleOut"];
export type ImportJob = Schemas["ImportOut"];
export type ImportOptions = Required<Schemas["ImportOptions"]>;
export type ImportColumn = Required<Schemas["ImportColumn"]>;
export type ImportReport = Schemas["ImportReportOut"];
