import type { ReactNode } from "react";

/** A symbol in a box of 100 by 100. `--tone` is its colour by state; what has `moves` turns or flows while it runs. */
export interface SymbolShape {
  draw: (facts: Facts) => ReactNode;
  /** Shows a level: how full it is counts. */
  hasLevel?: boolean;
  /** Stretches with its box instead of keeping its shape: pipes. */
  stretches?: boolean;
}

export interface Facts {
  /** Between 0 and 1; null without a value. */
  level: number | null;
  isOn: boolean | null;
  /** The classes of what turns, and of what flows. */
  turns: string;
  flows: string;
  /** Unique on the page, for clip paths. */
  id: string;
}

const body = { fill: "var(--symbol-fill)", stroke: "var(--tone)", strokeWidth: 4, strokeLinejoin: "round" as const };
const line = { fill: "none", stroke: "var(--tone)", strokeWidth: 4, strokeLinecap: "round" as const };
const solid = { fill: "var(--tone)", stroke: "none" };

function filled({ level, id }: Facts, shape: ReactNode, top: number, bottom: number): ReactNode {
  const y = bottom - (bottom - top) * (level ?? 0);
  return (
    <>
      <clipPath id={id}>{shape}</clipPath>
      <g clipPath={`url(#${id})`}>
        <rect x="0" y="0" width="100" height="100" fill="var(--symbol-fill)" />
        {level !== null && <rect x="0" y={y} width="100" height={bottom - y} fill="var(--tone)" opacity="0.55" />}
      </g>
    </>
  );
}

function letter(text: string): ReactNode {
  return (
    <text
      x="50"
      y="51"
      textAnchor="middle"
      dominantBaseline="central"
      fontSize="34"
      fontWeight="600"
      fill="var(--tone)"
    >
      {text}
    </text>
  );
}

const flow = (d: string, { flows }: Facts) => (
  <>
    <path d={d} fill="none" stroke="var(--line-strong)" strokeWidth="18" />
    <path d={d} fill="none" stroke="var(--symbol-fill)" strokeWidth="13" />
    <path d={d} fill="none" stroke="var(--tone)" strokeWidth="5" strokeDasharray="12 10" className={flows} />
  </>
);

/** Drawn by ourselves after what plant drawings commonly show. Their names are saved, so they never change. */
export const SYMBOLS = {
  pump: {
    draw: ({ turns }) => (
      <>
        <path d="M22 84 34 68h32l12 16z" {...body} />
        <circle cx="50" cy="46" r="32" {...body} />
        <path d="M50 14h36v20H80" {...body} />
        <g className={turns}>
          <path d="M50 46 50 22M50 46 71 58M50 46 29 58" {...line} strokeWidth={6} />
        </g>
        <circle cx="50" cy="46" r="6" {...solid} />
      </>
    ),
  },
  valve: {
    draw: ({ isOn }) => (
      <>
        <path d="M8 30 50 55 92 30v50L50 55 8 80z" {...body} fill={isOn ? "var(--tone)" : "var(--symbol-fill)"} />
        <path d="M50 55V22M34 22h32" {...line} />
      </>
    ),
  },
  control_valve: {
    hasLevel: true,
    draw: (facts) => (
      <>
        {filled(facts, <path d="M8 40 50 62 92 40v46L50 62 8 86z" />, 40, 86)}
        <path d="M8 40 50 62 92 40v46L50 62 8 86z" {...body} fill="none" />
        <path d="M50 62V32" {...line} />
        <path d="M28 32a22 20 0 0 1 44 0z" {...body} />
      </>
    ),
  },
  motor: {
    draw: ({ turns }) => (
      <>
        <rect x="10" y="26" width="62" height="50" rx="5" {...body} />
        <path d="M72 44h18v14H72M20 76v8h42v-8M24 26v50M34 26v50M44 26v50" {...line} />
        <g className={turns} style={{ transformOrigin: "90px 51px" }}>
          <path d="M90 38v26" {...line} strokeWidth={6} />
        </g>
      </>
    ),
  },
  fan: {
    draw: ({ turns }) => (
      <>
        <circle cx="50" cy="50" r="42" {...body} />
        <g className={turns}>
          <path
            d="M50 50C34 40 34 18 50 14c10 10 8 26 0 36zm0 0c18-6 36 6 34 22-14 4-28-8-34-22zm0 0c-2 18-20 30-34 20 2-14 18-22 34-20z"
            {...solid}
          />
        </g>
        <circle cx="50" cy="50" r="6" fill="var(--symbol-fill)" stroke="var(--tone)" strokeWidth="3" />
      </>
    ),
  },
  compressor: {
    draw: () => (
      <>
        <circle cx="50" cy="50" r="40" {...body} />
        <path d="M16 30 86 40M16 70l70-10" {...line} />
      </>
    ),
  },
  tank: {
    hasLevel: true,
    draw: (facts) => (
      <>
        {filled(facts, <path d="M15 18c0-8 16-12 35-12s35 4 35 12v64c0 8-16 12-35 12s-35-4-35-12z" />, 10, 94)}
        <path d="M15 18c0-8 16-12 35-12s35 4 35 12v64c0 8-16 12-35 12s-35-4-35-12z" {...body} fill="none" />
        <path d="M15 18c0 8 16 12 35 12s35-4 35-12" {...line} strokeWidth={2} />
      </>
    ),
  },
  vessel: {
    hasLevel: true,
    draw: (facts) => (
      <>
        {filled(facts, <rect x="4" y="26" width="92" height="48" rx="24" />, 26, 74)}
        <rect x="4" y="26" width="92" height="48" rx="24" {...body} fill="none" />
        <path d="M24 74v14M76 74v14" {...line} />
      </>
    ),
  },
  silo: {
    hasLevel: true,
    draw: (facts) => (
      <>
        {filled(facts, <path d="M18 6h64v58L58 94H42L18 64z" />, 6, 94)}
        <path d="M18 6h64v58L58 94H42L18 64z" {...body} fill="none" />
      </>
    ),
  },
  boiler: {
    draw: ({ isOn }) => (
      <>
        <rect x="14" y="8" width="72" height="84" rx="8" {...body} />
        <path
          d="M50 30c14 14 20 22 20 32a20 20 0 0 1-40 0c0-8 6-12 8-20 4 4 6 6 6 10 4-6 6-12 6-22z"
          fill={isOn ? "var(--tone)" : "none"}
          stroke="var(--tone)"
          strokeWidth="3"
        />
      </>
    ),
  },
  heat_exchanger: {
    draw: () => (
      <>
        <circle cx="50" cy="50" r="40" {...body} />
        <path d="M4 50h18l14-20 28 40 14-20h18" {...line} />
      </>
    ),
  },
  mixer: {
    draw: ({ turns }) => (
      <>
        <path d="M16 22v52c0 12 14 20 34 20s34-8 34-20V22" {...body} />
        <path d="M50 6v58" {...line} />
        <g className={turns} style={{ transformOrigin: "50px 68px" }}>
          <path d="M30 68h40" {...line} strokeWidth={9} />
        </g>
      </>
    ),
  },
  filter: {
    draw: () => (
      <>
        <rect x="14" y="14" width="72" height="72" {...body} />
        <path d="M14 86 86 14" {...line} strokeDasharray="7 7" />
      </>
    ),
  },
  conveyor: {
    draw: ({ flows, turns }) => (
      <>
        <path d="M20 36h60" stroke="var(--tone)" strokeWidth="4" strokeDasharray="12 10" className={flows} />
        <rect x="6" y="34" width="88" height="32" rx="16" {...body} fill="none" />
        <g className={turns} style={{ transformOrigin: "22px 50px" }}>
          <path d="M22 42v16M14 50h16" {...line} strokeWidth={3} />
        </g>
        <g className={turns} style={{ transformOrigin: "78px 50px" }}>
          <path d="M78 42v16M70 50h16" {...line} strokeWidth={3} />
        </g>
      </>
    ),
  },
  breaker: {
    draw: ({ isOn }) => (
      <>
        <path d="M50 4v26M50 70v26" {...line} />
        <rect x="30" y="30" width="40" height="40" {...body} fill={isOn ? "var(--tone)" : "var(--symbol-fill)"} />
        {isOn === false && <path d="M36 36 64 64M64 36 36 64" {...line} />}
      </>
    ),
  },
  switch: {
    draw: ({ isOn }) => (
      <>
        <path d="M4 60h24M72 60h24" {...line} />
        <circle cx="30" cy="60" r="5" {...solid} />
        <circle cx="70" cy="60" r="5" {...solid} />
        <path d={isOn ? "M30 60h40" : "M30 60 66 34"} {...line} strokeWidth={5} />
      </>
    ),
  },
  transformer: {
    draw: () => (
      <>
        <path d="M50 4v16M50 80v16" {...line} />
        <circle cx="50" cy="38" r="20" {...body} fill="none" />
        <circle cx="50" cy="62" r="20" {...body} fill="none" />
      </>
    ),
  },
  solar: {
    draw: () => (
      <>
        <path d="M24 22h64L76 78H12z" {...body} />
        <path d="M20 41h64M16 59h64M45 22 34 78M66 22 55 78" {...line} strokeWidth={2} />
      </>
    ),
  },
  battery: {
    hasLevel: true,
    draw: (facts) => (
      <>
        {filled(facts, <rect x="22" y="14" width="56" height="80" rx="6" />, 14, 94)}
        <rect x="22" y="14" width="56" height="80" rx="6" {...body} fill="none" />
        <rect x="38" y="5" width="24" height="9" {...solid} />
      </>
    ),
  },
  sensor: {
    draw: () => (
      <>
        <circle cx="50" cy="42" r="32" {...body} />
        <path d="M50 74v22" {...line} />
        {letter("S")}
      </>
    ),
  },
  temperature_sensor: {
    draw: () => (
      <>
        <circle cx="50" cy="50" r="40" {...body} />
        {letter("T")}
      </>
    ),
  },
  pressure_sensor: {
    draw: () => (
      <>
        <circle cx="50" cy="50" r="40" {...body} />
        {letter("P")}
      </>
    ),
  },
  flow_sensor: {
    draw: () => (
      <>
        <circle cx="50" cy="50" r="40" {...body} />
        {letter("F")}
      </>
    ),
  },
  pipe: { stretches: true, draw: (facts) => flow("M0 50h100", facts) },
  pipe_corner: { draw: (facts) => flow("M0 50h42a8 8 0 0 1 8 8v42", facts) },
  pipe_tee: {
    draw: (facts) => (
      <>
        {flow("M0 50h100", facts)}
        {flow("M50 50v50", facts)}
      </>
    ),
  },
} satisfies Record<string, SymbolShape>;

export type SymbolName = keyof typeof SYMBOLS;
// An object's keys in the order in which they stand above.
export const SYMBOL_NAMES = Object.keys(SYMBOLS) as SymbolName[];
