import i18next from "i18next";
import { language } from "@/shared/i18n/i18n";
import type { BlockType } from "./catalogue";
import type { Block, Params } from "./document";
import { defaultsOf, isShown, type JsonSchema, resolve } from "./schema";
import { boundParam } from "./subflows";

/** Names for the ids in params; the editor fills it from the server, so that a block says "cpu/load", not 12. */
export type NameOf = (format: string, id: number) => string | undefined;

const LIMIT = 3;

type Properties = Readonly<Record<string, JsonSchema>>;

/** Only types whose sense is not a plain list of their params. */
const OVERRIDES: Readonly<Record<string, (params: Params, properties: Properties) => string | null>> = {
  "logic.threshold": ({ direction, raise_at, clear_at }) => {
    if (!isSet(raise_at) || !isSet(clear_at)) return null;
    const [over, under] = direction === "below" ? ["<", ">"] : [">", "<"];
    return say("threshold", { raise: `${over} ${shown(raise_at)}`, clear: `${under} ${shown(clear_at)}` });
  },
  "logic.compare": ({ values, operator, second, number, text, boolean }) => {
    const constants: Params = { number, text, boolean };
    return second === "input"
      ? say("compare", { operator: String(operator) })
      : `${operator} ${shown(constants[String(values)])}`;
  },
  "logic.between": ({ limits, low, high }) => (limits === "input" ? null : range(low, high)),
  "logic.counter": ({ preset }) => (isSet(preset) ? say("up_to", { value: shown(preset) }) : null),
  "logic.if_then_else": ({ source, values, ...params }, properties) =>
    source === "constant" && values !== "json"
      ? `${shown(params[`then_${values}`])} / ${shown(params[`else_${values}`])}`
      : choice(properties, "values", values),
  "logic.convert_type": ({ to }, properties) => say("into", { type: choice(properties, "to", to) }),
  "logic.state_machine": ({ states }) => namesOf(states, "name"),
  "logic.filter_unchanged": ({ mode, band }) =>
    mode === "any" ? say("any_change") : say("by", { value: `${shown(band)}${mode === "percent" ? " %" : ""}` }),
  "math.formula": ({ expression, result_unit }) =>
    isSet(expression) ? `${shown(expression)}${result_unit ? `, ${shown(result_unit)}` : ""}` : null,
  "math.convert_unit": ({ source, target }) => `${shown(source)} → ${shown(target)}`,
  "math.map_range": ({ from_low, from_high, to_low, to_high }) =>
    `${shown(from_low)}–${shown(from_high)} → ${shown(to_low)}–${shown(to_high)}`,
  "math.clamp": ({ low, high }) => range(low, high),
  "math.top_n": ({ order, amount }, properties) => `${shown(amount)} ${choice(properties, "order", order)}`,
  "math.trigonometry": ({ function: name, angles }, properties) =>
    `${choice(properties, "function", name)}, ${choice(properties, "angles", angles)}`,
  "math.bitwise": ({ operation }, properties) => choice(properties, "operation", operation).toUpperCase(),
  "math.subtract": secondValue("−"),
  "math.divide": secondValue("÷"),
  "math.modulo": secondValue("mod"),
  "math.power": ({ second, constant }) => say("power", { exponent: second === "input" ? "b" : shown(constant) }),
  "math.root": ({ second, constant }) => {
    if (second === "input") return say("root.any");
    if (constant === 2 || constant === 3) return say(constant === 2 ? "root.square" : "root.cube");
    return say("root.degree", { degree: shown(constant) });
  },
  "source.timer": ({ interval_s }) => (isSet(interval_s) ? say("every_s", { seconds: shown(interval_s) }) : null),
  "source.scheduler": (params, properties) => scheduleText(params, properties),
  "source.time": ({ mode, amount, unit, date, time }, properties) => {
    if (mode === "fixed") return `${shown(date)} ${shown(time)}`;
    return mode === "shifted" ? `${shown(amount)} ${choice(properties, "unit", unit)}` : say("of_the_run");
  },
  "subflow.use": ({ values }) =>
    Object.entries((values ?? {}) as Params)
      .slice(0, LIMIT)
      .map(
        ([name, value]) =>
          `${name.replaceAll("_", " ")} ${boundParam(value) ? `‹${boundParam(value)}›` : shown(value)}`,
      )
      .join(", "),
  "subflow.input": ({ name, type }, properties) => `${shown(name)}, ${choice(properties, "type", type)}`,
  "subflow.output": ({ name, type }, properties) => `${shown(name)}, ${choice(properties, "type", type)}`,
  "output.alarm": ({ severity, title }, properties) =>
    isSet(title) ? `${choice(properties, "severity", severity)}: ${shown(title)}` : null,
};

function say(key: string, values: Record<string, string | number> = {}): string {
  return i18next.t(`flows:summary.${key}`, values);
}

/** A choice as people read it, in the language of the catalogue. */
function choice(properties: Properties, name: string, value: unknown): string {
  return properties[name]?.enum_titles?.[String(value)] ?? shown(value).replaceAll("_", " ");
}

function range(low: unknown, high: unknown): string {
  return say("range", { low: shown(low), high: shown(high) });
}

function secondValue(sign: string) {
  return ({ second, constant }: Params) => `a ${sign} ${second === "input" ? "b" : shown(constant)}`;
}

const NAMES_SHOWN = 4;

/** "Off, On, Fault": one column of a table. */
function namesOf(rows: unknown, column: string): string | null {
  if (!Array.isArray(rows)) return null;
  const names = rows.map((row: Params) => shown(row?.[column] ?? "")).filter(Boolean);
  return names.length > NAMES_SHOWN ? `${names.slice(0, NAMES_SHOWN).join(", ")}, …` : names.join(", ") || null;
}

const UNITS = ["seconds", "minutes", "hours", "days"];

function scheduleText(
  { mode, every, unit, time, week, cron, dates, event, offset_min }: Params,
  properties: Properties,
): string | null {
  switch (mode) {
    case "every": {
      if (!UNITS.includes(String(unit)) || typeof every !== "number") return null;
      const often = say(`every.${unit}`, { count: every });
      return unit === "days" ? say("at", { often, time: shown(time) }) : often;
    }
    case "weekly":
      return namesOf(week, "start");
    case "dates":
      return namesOf(dates, "date");
    case "sun": {
      const minutes = Number(offset_min);
      const what = choice(properties, "event", event);
      if (!minutes) return what;
      return say(minutes < 0 ? "before" : "after", { minutes: Math.abs(minutes), event: what });
    }
    default:
      return isSet(cron) ? shown(cron) : null;
  }
}

/** One line under a block's title: what its params say, shortest first thing a reader asks. */
export function summaryOf(block: Block, type: BlockType | undefined, nameOf: NameOf): string {
  if (!type) return "";
  // A param that was never touched is not in the document; what it stands for is its default.
  const params = { ...defaultsOf(type.params), ...block.params };
  const special = OVERRIDES[block.type]?.(params, type.params.properties ?? {});
  if (special) return special;
  const parts: string[] = [];
  const properties = Object.entries(type.params.properties ?? {});
  // A param that only chooses which others matter says nothing beside them.
  const choosers = new Set(properties.flatMap(([, property]) => Object.keys(property.show_when ?? {})));
  for (const [name, property] of properties) {
    if (choosers.has(name)) continue;
    const real = resolve(property, type.params);
    if (!isShown(real, params)) continue;
    const part = phrase(name, real, params[name], type.params, nameOf);
    // Its name stands above already.
    if (part && part !== block.label) parts.push(part);
    if (parts.length === LIMIT) break;
  }
  return parts.join(", ");
}

function phrase(name: string, schema: JsonSchema, value: unknown, root: JsonSchema, nameOf: NameOf): string | null {
  if (!isSet(value)) return null;
  const title = inSentence(schema.title ?? name);
  if (typeof value === "boolean") return value ? title : null;
  if (typeof value === "number") {
    const format = formatOf(schema, root);
    if (format) return nameOf(format, value) ?? `${format.replaceAll("_", " ")} ${value}`;
    if (name === "value" || title === "value") return shown(value);
    return `${title} ${value}${schema.unit ? ` ${schema.unit}` : ""}`;
  }
  if (typeof value === "string") return schema.enum_titles?.[value] ?? value;
  if (Array.isArray(value)) return `${value.length} ${title}`;
  const bound = boundParam(value);
  if (bound) return `${title} ‹${bound}›`;
  if (typeof value === "object") return nested(value as Params, schema, root, nameOf);
  return null;
}

/** A title inside of a line: German nouns keep their capitals. */
function inSentence(title: string): string {
  return language() === "en" ? title.toLowerCase() : title;
}

function nested(value: Params, schema: JsonSchema, root: JsonSchema, nameOf: NameOf): string | null {
  const choices = schema.oneOf ?? schema.anyOf ?? [schema];
  const fitting = choices
    .map((choice) => resolve(choice, root))
    .find((choice) =>
      Object.entries(choice.properties ?? {}).every(([name, property]) => {
        const fixed = resolve(property, root).const;
        return fixed === undefined || fixed === value[name];
      }),
    );
  if (!fitting?.properties) return null;
  const parts: string[] = [];
  for (const [name, property] of Object.entries(fitting.properties)) {
    const real = resolve(property, root);
    if (real.const !== undefined) continue;
    const part = phrase(name, real, value[name], root, nameOf);
    if (part) parts.push(part);
  }
  return parts.slice(0, LIMIT).join(", ") || null;
}

function formatOf(schema: JsonSchema, root: JsonSchema): string | undefined {
  if (schema.format) return schema.format;
  return schema.anyOf?.map((choice) => resolve(choice, root).format).find((format) => format !== undefined);
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

function shown(value: unknown): string {
  return typeof value === "number" || typeof value === "string" ? String(value) : JSON.stringify(value);
}
