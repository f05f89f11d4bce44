/**
 * The catalogue of units: what each measures and how it becomes the base unit of that quantity. A number is a factor,
 * a pair is a factor and what is added afterwards. Names are written as people read them; other spellings stand below.
 */
type ToBase = number | readonly [factor: number, offset: number];

const QUANTITIES: Record<string, Record<string, ToBase>> = {
  temperature: { "°C": 1, "°F": [5 / 9, -160 / 9], K: [1, -273.15] },
  pressure: {
    Pa: 1,
    hPa: 100,
    kPa: 1e3,
    MPa: 1e6,
    mbar: 100,
    bar: 1e5,
    psi: 6894.757293168,
    atm: 101325,
    mmHg: 133.322387415,
    inHg: 3386.388640341,
  },
  length: {
    µm: 1e-6,
    mm: 1e-3,
    cm: 1e-2,
    m: 1,
    km: 1e3,
    in: 0.0254,
    ft: 0.3048,
    yd: 0.9144,
    mi: 1609.344,
    nmi: 1852,
  },
  area: { "mm²": 1e-6, "cm²": 1e-4, "m²": 1, ha: 1e4, "km²": 1e6, "ft²": 0.09290304, acre: 4046.8564224 },
  volume: { mL: 1e-6, L: 1e-3, "m³": 1, "ft³": 0.028316846592, gal: 0.003785411784, bbl: 0.158987294928 },
  mass: { mg: 1e-6, g: 1e-3, kg: 1, t: 1e3, oz: 0.028349523125, lb: 0.45359237 },
  time: { µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400 },
  speed: { "m/s": 1, "km/h": 1 / 3.6, mph: 0.44704, kn: 1852 / 3600, "ft/s": 0.3048 },
  volumeFlow: {
    "L/s": 1e-3,
    "L/min": 1e-3 / 60,
    "L/h": 1e-3 / 3600,
    "m³/s": 1,
    "m³/min": 1 / 60,
    "m³/h": 1 / 3600,
    "gal/min": 0.003785411784 / 60,
  },
  massFlow: { "g/s": 1e-3, "kg/s": 1, "kg/min": 1 / 60, "kg/h": 1 / 3600, "t/h": 1 / 3.6 },
  energy: {
    J: 1,
    kJ: 1e3,
    MJ: 1e6,
    GJ: 1e9,
    Wh: 3600,
    kWh: 3.6e6,
    MWh: 3.6e9,
    GWh: 3.6e12,
    kcal: 4184,
    BTU: 1055.05585262,
  },
  power: { mW: 1e-3, W: 1, kW: 1e3, MW: 1e6, GW: 1e9, hp: 745.69987158, PS: 735.49875 },
  apparentPower: { VA: 1, kVA: 1e3, MVA: 1e6 },
  reactivePower: { var: 1, kvar: 1e3, Mvar: 1e6 },
  voltage: { µV: 1e-6, mV: 1e-3, V: 1, kV: 1e3 },
  current: { µA: 1e-6, mA: 1e-3, A: 1, kA: 1e3 },
  resistance: { mΩ: 1e-3, Ω: 1, kΩ: 1e3, MΩ: 1e6 },
  charge: { mAh: 1e-3, Ah: 1 },
  frequency: { mHz: 1e-3, Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9, rpm: 1 / 60 },
  force: { N: 1, kN: 1e3, lbf: 4.4482216152605 },
  torque: { Nm: 1, kNm: 1e3, lbf·ft: 1.3558179483314 },
  angle: { "°": 1, rad: 180 / Math.PI, turn: 360 },
  acceleration: { "m/s²": 1, g0: 9.80665 },
  share: { "%": 1, "‰": 0.1, ppm: 1e-4, ppb: 1e-7 },
  concentration: { "µg/m³": 1e-9, "mg/m³": 1e-6, "mg/L": 1e-3, "g/L": 1, "kg/m³": 1 },
  illuminance: { lx: 1, klx: 1e3 },
  irradiance: { "W/m²": 1, "kW/m²": 1e3 },
  data: {
    bit: 1 / 8,
    B: 1,
    kB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 1024,
    MiB: 1024 ** 2,
    GiB: 1024 ** 3,
    TiB: 1024 ** 4,
  },
  dataRate: {
    "bit/s": 1 / 8,
    "kbit/s": 125,
    "Mbit/s": 125e3,
    "Gbit/s": 125e6,
    "B/s": 1,
    "kB/s": 1e3,
    "MB/s": 1e6,
    "GB/s": 1e9,
    "KiB/s": 1024,
    "MiB/s": 1024 ** 2,
  },
};

/** Other ways in which devices and people write the same unit. Large and small letters count: mW is not MW. */
const SPELLINGS: Record<string, string> = {
  C: "°C",
  degC: "°C",
  celsius: "°C",
  Celsius: "°C",
  "℃": "°C",
  F: "°F",
  degF: "°F",
  fahrenheit: "°F",
  Fahrenheit: "°F",
  "℉": "°F",
  kelvin: "K",
  um: "µm",
  μm: "µm",
  m2: "m²",
  cm2: "cm²",
  km2: "km²",
  m3: "m³",
  "m^3": "m³",
  "m^2": "m²",
  l: "L",
  ml: "mL",
  us: "µs",
  μs: "µs",
  sec: "s",
  hr: "h",
  day: "d",
  kph: "km/h",
  kmh: "km/h",
  kt: "kn",
  "l/s": "L/s",
  "l/min": "L/min",
  "l/h": "L/h",
  lpm: "L/min",
  gpm: "gal/min",
  "m3/s": "m³/s",
  "m3/min": "m³/min",
  "m3/h": "m³/h",
  N·m: "Nm",
  "N.m": "Nm",
  uV: "µV",
  μV: "µV",
  uA: "µA",
  μA: "µA",
  ohm: "Ω",
  Ohm: "Ω",
  kohm: "kΩ",
  "r/min": "rpm",
  "1/min": "rpm",
  RPM: "rpm",
  deg: "°",
  degrees: "°",
  percent: "%",
  pct: "%",
  "m/s2": "m/s²",
  "W/m2": "W/m²",
  "ug/m3": "µg/m³",
  "µg/m3": "µg/m³",
  "mg/m3": "mg/m³",
  "mg/l": "mg/L",
  "g/l": "g/L",
  "kg/m3": "kg/m³",
  lux: "lx",
  bytes: "B",
  bps: "bit/s",
  kbps: "kbit/s",
  Mbps: "Mbit/s",
  Gbps: "Gbit/s",
};

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
  return typeof toBase === "object" ? toBase : [toBase ?? 1, 0];
}
