import { DEFAULT_RANGE, parseTimeRange, type TimeRange } from "../time/timeRange";
import { type DashboardSettings, parseSettings } from "./dashboardSettings";

/** The saved form of a dashboard. Fields we do not know are kept, so an older program loses nothing. */
export interface DashboardDocument {
  schema: number;
  pages: Page[];
  layouts: Record<LayoutName, Record<string, Box[]>>;
  widgets: Record<string, Widget>;
  variables: unknown[];
  timeRange: TimeRange;
  flowId: number | null;
  settings?: DashboardSettings;
}

export type LayoutName = "desktop" | "mobile";

export interface Page {
  id: string;
  title: string;
  /** `free`: a process picture, whose widgets stand anywhere, one above the other. Without it, a grid. */
  kind?: "free";
  /** What a free page is drawn on, in its own pixels; the screen shows it larger or smaller. */
  size?: Size;
}

export interface Size {
  w: number;
  h: number;
}

/**
 * A widget's place; `i` is the widget's id. In cells on a grid, in pixels of the page's size on a free page, where the
 * order of the boxes is the order in which they lie on one another.
 */
export interface Box {
  i: string;
  x: number;
  y: number;
  w: number;
  h: number;
  /** Turned by so many degrees, on free pages. */
  r?: number;
}

export interface Widget {
  type: string;
  version: number;
  title: string;
  options: Record<string, unknown>;
  bindings: Binding[];
  rules: Rule[];
  /** When it is shown; without it always. Read by `readVisibleWhen`. */
  visibleWhen?: unknown;
  /** What the data flow sets of its looks. Read by `lookOf`. */
  look?: unknown;
  /** Where its title leads. Read by `readLink`. */
  link?: unknown;
  /** Stays where it is until somebody unlocks it. */
  isLocked?: boolean;
  /** Widgets with the same word here are selected and moved together. */
  group?: string;
  /** Shown in this layout alone. */
  onlyOn?: LayoutName;
  /** A range of its own: the widget is detached from the page's. */
  timeRange?: TimeRange | null;
}

export type MetricBinding = { kind: "metric"; metric: number; label?: string };
/** `key` is a device's id, or a variable that names one. */
export type OutputBinding = { kind: "output"; flow: number; block: string; key: string | null; label?: string };
/** A metric by path or role, of a device or of all devices at a site that a variable (`$machine`) names. */
export type PathBinding = {
  kind: "path";
  device: number | string;
  path: string;
  role?: string;
  deviceType?: number;
  label?: string;
};
/** A command of a device's type; `device` may be a variable. `parameters` are laid down, the others asked for. */
export type CommandBinding = {
  kind: "command";
  device: number | string;
  command: string;
  parameters?: Record<string, unknown>;
  label?: string;
};
/** Of a file from elsewhere: what it names is not here. Also stands for kinds of a newer program; all are kept as they are. */
export type UnresolvedBinding = { kind: "unresolved"; wanted?: Record<string, unknown>; label?: string };
/** Where a binding leads when there is no such thing. Never saved. */
export type NothingBinding = { kind: "nothing"; topic: string; reason: Reason; label?: string };

/** What a form lays down for the field of a binding; read by `specOf`. */
export type OfForm = { field?: unknown };

export type Binding = (
  | MetricBinding
  | OutputBinding
  | PathBinding
  | CommandBinding
  | UnresolvedBinding
  | NothingBinding
) &
  OfForm;

/** Why there is nothing: a key under `dashboards:reason`, and what its sentence needs. */
export interface Reason {
  code: string;
  [word: string]: unknown;
}

export type Level = "warning" | "minor" | "major" | "critical";

export const RULE_KINDS = ["above", "below", "between", "equal", "text"] as const;
/** `always` is the word of a data flow (`look.ts`); it is never saved. */
export type RuleKind = (typeof RULE_KINDS)[number] | "always";

/** A limit and what it means when a value passes it. Limits count in the unit that is shown. */
export interface Rule {
  when: RuleKind;
  value: number;
  /** The other end of `between`. */
  to?: number;
  /** What a text must hold for `text`. */
  match?: string;
  level: Level;
  text: string;
  /** Of `always`: nothing is the matter, whatever the limits say. */
  isNormal?: true;
}

export const LEVELS: readonly Level[] = ["warning", "minor", "major", "critical"];
export const COLUMNS: Record<LayoutName, number> = { desktop: 24, mobile: 6 };
export const ROW_HEIGHT_PX = 24;
export const GRID_GAP_PX = 8;
export const FREE_SIZE: Size = { w: 1280, h: 720 };
/** Neither smaller nor larger can be worked with; the server holds the same bounds. */
export const FREE_SIZES = { least: 100, most: 10_000 };

/** The live topic of a binding; the same string in the first data, in live frames and as key of the page's data. */
export function topicOf(binding: Binding): string {
  switch (binding.kind) {
    case "metric":
      return `m:${binding.metric}`;
    case "output":
      return `o:${binding.flow}:${binding.block}:${binding.key ?? ""}`;
    case "path":
      // No live topic: the name under which the server says where it leads.
      return `v:${binding.device}:${binding.deviceType ?? ""}:${binding.path || (binding.role ? `~${binding.role}` : "")}`;
    case "command":
      return `c:${binding.device}:${binding.command}`;
    case "nothing":
      return binding.topic;
    default: {
      const [kind, name] = Object.entries(binding.wanted ?? {})[0] ?? [];
      if (kind === undefined) return `v:?${binding.kind}`;
      const { device, path } = asRecord(name);
      return `v:?${kind}:${typeof name === "object" ? `${device}:${path}` : name}`;
    }
  }
}

/** Whether a topic can be listened to; the others only name where a binding leads. */
export function isLiveTopic(topic: string): boolean {
  return topic.startsWith("m:") || (topic.startsWith("o:") && !topic.includes(":$"));
}

export function emptyDocument(): DashboardDocument {
  return {
    schema: 1,
    pages: [{ id: "p1", title: "Overview" }],
    layouts: { desktop: { p1: [] }, mobile: { p1: [] } },
    widgets: {},
    variables: [],
    timeRange: DEFAULT_RANGE,
    flowId: null,
  };
}

/** Reads what the server or a file holds. Broken parts become harmless, the rest stays as it is. */
export function parseDocument(raw: unknown): DashboardDocument {
  const source = asRecord(raw);
  const pages = asList(source.pages).flatMap(parsePage);
  if (pages.length === 0) pages.push({ id: "p1", title: "Overview" });
  const widgets: Record<string, Widget> = {};
  for (const [id, widget] of Object.entries(asRecord(source.widgets))) {
    const parsed = parseWidget(widget);
    if (parsed) widgets[id] = parsed;
  }
  const layouts = asRecord(source.layouts);
  return {
    ...source,
    schema: typeof source.schema === "number" ? source.schema : 1,
    pages,
    layouts: {
      desktop: parseLayout(layouts.desktop, pages, widgets, "desktop"),
      mobile: parseLayout(layouts.mobile, pages, widgets, "mobile"),
    },
    widgets,
    variables: asList(source.variables),
    timeRange: parseTimeRange(source.timeRange),
    flowId: typeof source.flowId === "number" ? source.flowId : null,
    ...(source.settings === undefined ? {} : { settings: parseSettings(source.settings) }),
  };
}

export function asRecord(raw: unknown): Record<string, unknown> {
  // The only cast of this file: an object that is no array can be read by key.
  return typeof raw === "object" && raw !== null && !Array.isArray(raw) ? (raw as Record<string, unknown>) : {};
}

export function asList(raw: unknown): unknown[] {
  return Array.isArray(raw) ? raw : [];
}

export function asText(raw: unknown): string {
  return typeof raw === "string" ? raw : "";
}

function parsePage(raw: unknown): Page[] {
  const page = asRecord(raw);
  if (typeof page.id !== "string" || !page.id) return [];
  const { kind, size, ...rest } = page;
  const free = kind === "free" ? { kind: "free" as const, size: parseSize(size) } : {};
  return [{ ...rest, id: page.id, title: asText(page.title), ...free }];
}

function parseSize(raw: unknown): Size {
  const { w, h } = asRecord(raw);
  const side = (value: unknown, otherwise: number) =>
    typeof value === "number" && Number.isFinite(value)
      ? Math.min(Math.max(Math.round(value), FREE_SIZES.least), FREE_SIZES.most)
      : otherwise;
  return { w: side(w, FREE_SIZE.w), h: side(h, FREE_SIZE.h) };
}

export function parseWidget(raw: unknown): Widget | null {
  const widget = asRecord(raw);
  if (typeof widget.type !== "string") return null;
  const { isLocked, group, onlyOn, ...rest } = widget;
  return {
    ...rest,
    ...(isLocked === true ? { isLocked } : {}),
    ...(typeof group === "string" && group ? { group } : {}),
    ...(onlyOn === "desktop" || onlyOn === "mobile" ? { onlyOn } : {}),
    type: widget.type,
    version: typeof widget.version === "number" ? widget.version : 1,
    title: asText(widget.title),
    options: asRecord(widget.options),
    bindings: asList(widget.bindings).flatMap(parseBinding),
    rules: asList(widget.rules).flatMap(parseRule),
    ...(widget.timeRange ? { timeRange: parseTimeRange(widget.timeRange) } : {}),
  };
}

export function parseBinding(raw: unknown): Binding[] {
  const binding = asRecord(raw);
  const label = typeof binding.label === "string" ? { label: binding.label } : {};
  if (binding.kind === "metric" && typeof binding.metric === "number") {
    return [{ ...binding, kind: "metric", metric: binding.metric, ...label }];
  }
  if (binding.kind === "output" && typeof binding.flow === "number" && typeof binding.block === "string") {
    const key = typeof binding.key === "string" ? binding.key : null;
    return [{ ...binding, kind: "output", flow: binding.flow, block: binding.block, key, ...label }];
  }
  if (binding.kind === "path" && (typeof binding.device === "number" || typeof binding.device === "string")) {
    return [{ ...binding, kind: "path", device: binding.device, path: asText(binding.path), ...label }];
  }
  if (
    binding.kind === "command" &&
    typeof binding.command === "string" &&
    (typeof binding.device === "number" || typeof binding.device === "string")
  ) {
    const parameters = asRecord(binding.parameters);
    return [{ ...binding, kind: "command", device: binding.device, command: binding.command, parameters, ...label }];
  }
  // A kind that we do not know is kept under its own name; nobody but the saved document looks at it.
  return typeof binding.kind === "string" ? [binding as unknown as UnresolvedBinding] : [];
}

function parseRule(raw: unknown): Rule[] {
  const rule = asRecord(raw);
  const level = LEVELS.find((name) => name === rule.level);
  const when = RULE_KINDS.find((name) => name === rule.when);
  if (!when || !level) return [];
  if (when === "text") {
    return [{ ...rule, when, value: 0, match: asText(rule.match), level, text: asText(rule.text) }];
  }
  if (typeof rule.value !== "number") return [];
  const to = when === "between" ? { to: typeof rule.to === "number" ? rule.to : rule.value } : {};
  return [{ ...rule, when, value: rule.value, ...to, level, text: asText(rule.text) }];
}

function parseLayout(
  raw: unknown,
  pages: Page[],
  widgets: Record<string, Widget>,
  name: LayoutName,
): Record<string, Box[]> {
  const layout = asRecord(raw);
  return Object.fromEntries(
    pages.map(({ id, kind, size }) => {
      const isFree = kind === "free" && name === "desktop";
      const read = isFree
        ? (box: unknown) => parseFreeBox(box, size ?? FREE_SIZE)
        : (box: unknown) => parseBox(box, COLUMNS[name]);
      return [
        id,
        asList(layout[id])
          .flatMap(read)
          .filter((box) => box.i in widgets),
      ];
    }),
  );
}

function parseBox(raw: unknown, columns: number): Box[] {
  const box = asRecord(raw);
  const { i, x, y, w, h } = box;
  if (typeof i !== "string" || ![x, y, w, h].every(isMeasure)) return [];
  const width = Math.min(Math.max(1, Math.round(Number(w))), columns);
  return [
    {
      i,
      x: Math.min(Math.max(0, Math.round(Number(x))), columns - width),
      y: Math.max(0, Math.round(Number(y))),
      w: width,
      h: Math.max(1, Math.round(Number(h))),
    },
  ];
}

function parseFreeBox(raw: unknown, size: Size): Box[] {
  const box = asRecord(raw);
  const { i, x, y, w, h, r } = box;
  if (typeof i !== "string" || ![x, y, w, h].every(isMeasure)) return [];
  const within = (value: unknown, least: number, most: number) =>
    Math.min(Math.max(Math.round(Number(value)), least), Math.max(least, most));
  const width = within(w, 1, size.w);
  const height = within(h, 1, size.h);
  const turn = isMeasure(r) ? ((Math.round(Number(r)) % 360) + 360) % 360 : 0;
  return [
    {
      i,
      x: within(x, 0, size.w - width),
      y: within(y, 0, size.h - height),
      w: width,
      h: height,
      ...(turn === 0 ? {} : { r: turn }),
    },
  ];
}

function isMeasure(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}
