import catalogue from "./units.json";

/**
 * The catalogue of units (`units.json`, which the server reads too): what each measures and how it becomes the base unit
 * of that quantity. A number is a factor, a pair is a factor and what is added afterwards. Names are written as people
 * read them; other spellings stand below them. Large and small letters count: mW is not MW.
 */
type ToBase = number | readonly number[];

const QUANTITIES: Readonly<Record<string, Readonly<Record<string, ToBase>>>> = catalogue.quantities;
const SPELLINGS: Readonly<Record<string, string>> = catalogue.spellings;

const quantityByUnit = new Map(
  Object.entries(QUANTITIES).flatMap(([quantity, units]) =>
    Object.keys(units).map((unit) => [unit, quantity] as const),
  ),
);

/** The catalogue's own spelling, or the text as it is. */
export function unitName(text: string): string {
  const trimmed = text.trim();
  return quantityByUnit.has(trimmed) ? trimmed : (SPELLINGS[trimmed] ?? trimmed);
}

/** What a unit measures; null for one that the catalogue does not know. */
export function quantityOf(unit: string): string | null {
  return quantityByUnit.get(unitName(unit)) ?? null;
}

/** The units that values of this one can be shown in, itself among them. */
export function unitsLike(unit: string): string[] {
  const quantity = quantityOf(unit);
  return quantity ? Object.keys(QUANTITIES[quantity] ?? {}) : [];
}

/** Null where one unit does not become the other. */
export function converter(from: string, to: string): ((value: number) => number) | null {
  const [own, wanted] = [unitName(from), unitName(to)];
  if (own === wanted) return (value) => value;
  const quantity = quantityOf(own);
  const units = quantity === null || quantity !== quantityOf(wanted) ? undefined : QUANTITIES[quantity];
  if (!units) return null;
  const [factorOwn, offsetOwn] = pairOf(units[own]);
  const [factorWanted, offsetWanted] = pairOf(units[wanted]);
  return (value) => withoutNoise((value * factorOwn + offsetOwn - offsetWanted) / factorWanted);
}

/** 100 °C are 212 °F and not 211.99999999999997: what a limit is compared with must be what stands there. */
function withoutNoise(value: number): number {
  return Number(value.toPrecision(12));
}

function pairOf(toBase: ToBase | undefined): readonly [number, number] {
  return typeof toBase === "object" ? [toBase[0] ?? 1, toBase[1] ?? 0] : [toBase ?? 1, 0];
}
