import type { DataType } from "@/shared/api/types";
import type { Content, WidgetKind } from "../../widgets/widget";

/** As much of a metric as tells which widget it is for. */
export interface Facts {
  path: string;
  dataType: DataType;
  isWritable: boolean;
}

const NUMBERS: readonly DataType[] = ["long", "double"];
const PLACE = /(^|[/_.-])(location|position|gps|coordinates|geo)$/i;
const LATITUDE = /(^|[/_.-])lat(itude)?$/i;
const LONGITUDE = /(^|[/_.-])(lon|lng|long|longitude)$/i;

export function contentOf(facts: readonly Facts[]): Content {
  const [first] = facts;
  if (
    facts.length === 2 &&
    facts.some(({ path }) => LATITUDE.test(path)) &&
    facts.some(({ path }) => LONGITUDE.test(path))
  ) {
    return "location";
  }
  if (!first || facts.length > 1) return "several";
  if (first.dataType === "json" && PLACE.test(first.path)) return "location";
  if (first.dataType === "boolean") return "boolean";
  return NUMBERS.includes(first.dataType) ? "number" : "text";
}

/** The widgets that can show all of it, the best first. */
export function fitting(kinds: readonly WidgetKind[], facts: readonly Facts[]): WidgetKind[] {
  const content = contentOf(facts);
  const canSend = facts.every(({ isWritable }) => isWritable);
  const hasNumbers = facts.some(({ dataType }) => NUMBERS.includes(dataType) || dataType === "boolean");
  const can = (kind: WidgetKind) =>
    kind.data.max >= facts.length &&
    kind.data.min <= facts.length &&
    (!kind.data.isWritable || canSend) &&
    (!kind.data.needsSeries || hasNumbers || (kind.suits?.[content] ?? 0) > 0);
  const scored = kinds.filter(can).map((kind) => ({ kind, score: scoreOf(kind, content, canSend) }));
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ kind }) => kind);
}

/** What can be commanded is mostly wanted as a control; a widget that says nothing of itself comes after those that do. */
function scoreOf(kind: WidgetKind, content: Content, canSend: boolean): number {
  const own = kind.suits?.[content];
  const guessed = GUESSES[content][kind.shape] ?? 0.1;
  return (own ?? (kind.suits ? 0 : guessed * 0.5)) + (canSend && kind.data.isWritable ? 0.5 : 0);
}

const GUESSES: Record<Content, Partial<Record<WidgetKind["shape"], number>>> = {
  boolean: { round: 0.5, control: 0.5, value: 0.4 },
  number: { value: 0.6, round: 0.5, chart: 0.5, control: 0.4, table: 0.3 },
  text: { value: 0.6, table: 0.4, control: 0.3 },
  location: { table: 0.2 },
  several: { chart: 0.6, table: 0.5, control: 0.2 },
};
