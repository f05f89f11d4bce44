import type { Catalogue } from "./catalogue";
import { type Block, type FlowDocument, type Position, portAddress } from "./document";
import { BLOCK_WIDTH, GRID, sizeOf, snapped } from "./geometry";
import { portsOf } from "./ports";

const COLUMN_GAP = 96;
const ROW_GAP = 3 * GRID;
/** Sweeps of the ordering: more than a few change nothing on graphs of the size people draw. */
const SWEEPS = 6;

interface Link {
  readonly from: string;
  readonly to: string;
  readonly fromRow: number;
  readonly toRow: number;
}

/** Lay blocks out in columns from left to right, each as far left as what feeds it allows, with few crossings.
 * Only the named blocks move; the group keeps its upper left corner. */
export function layOut(document: FlowDocument, catalogue: Catalogue, only?: ReadonlySet<string>): FlowDocument {
  const ids = Object.keys(document.blocks).filter((id) => !only || only.has(id));
  if (ids.length === 0) return document;
  const links = linksAmong(document, catalogue, new Set(ids));
  const columns = columnsOf(ids, links, document);
  orderRows(columns, links);
  const places = placed(columns, links, document, catalogue);

  const corner = cornerOf(ids.map((id) => document.blocks[id]?.position ?? { x: 0, y: 0 }));
  const top = Math.min(...[...places.values()].map((place) => place.y));
  const blocks: Record<string, Block> = { ...document.blocks };
  for (const [id, place] of places) {
    const block = document.blocks[id];
    if (block) blocks[id] = { ...block, position: snapped({ x: corner.x + place.x, y: corner.y + place.y - top }) };
  }
  return { ...document, blocks };
}

function linksAmong(document: FlowDocument, catalogue: Catalogue, ids: ReadonlySet<string>): Link[] {
  const rows = new Map<string, number>();
  for (const id of ids) {
    const block = document.blocks[id];
    if (!block) continue;
    const { inputs, outputs } = portsOf(catalogue, id, block);
    for (const [row, port] of inputs.entries()) rows.set(`>${id}.${port.name}`, share(row, inputs.length));
    for (const [row, port] of outputs.entries()) rows.set(`${id}.${port.name}>`, share(row, outputs.length));
  }
  return document.wires
    .map((wire) => ({
      from: portAddress(wire.from).block,
      to: portAddress(wire.to).block,
      fromRow: rows.get(`${wire.from}>`) ?? 0.5,
      toRow: rows.get(`>${wire.to}`) ?? 0.5,
    }))
    .filter((link) => ids.has(link.from) && ids.has(link.to) && link.from !== link.to);
}

function share(row: number, count: number): number {
  return count > 1 ? row / (count - 1) : 0.5;
}

/** Longest path from the sources. A wire that closes a loop is ignored, so this always ends. */
function columnsOf(ids: readonly string[], links: readonly Link[], document: FlowDocument): string[][] {
  const feeds = groupBy(links, (link) => link.to);
  const uses = groupBy(links, (link) => link.from);
  const column = new Map<string, number>();
  const open = new Set<string>();
  const depth = (id: string): number => {
    const known = column.get(id);
    if (known !== undefined) return known;
    open.add(id);
    let deepest = 0;
    for (const { from } of feeds.get(id) ?? []) if (!open.has(from)) deepest = Math.max(deepest, depth(from) + 1);
    open.delete(id);
    column.set(id, deepest);
    return deepest;
  };
  for (const id of ids) depth(id);
  // A source stands beside its first user, not far away in the first column.
  for (const id of ids) {
    const users = uses.get(id);
    if (feeds.has(id) || !users?.length) continue;
    const nearest = Math.min(...users.map(({ to }) => column.get(to) ?? 0));
    if (nearest > 0) column.set(id, nearest - 1);
  }
  const columns: string[][] = [];
  for (const id of ids) {
    const index = column.get(id) ?? 0;
    while (columns.length <= index) columns.push([]);
    columns[index]?.push(id);
  }
  const heightOf = (id: string) => document.blocks[id]?.position.y ?? 0;
  for (const members of columns) members.sort((a, b) => heightOf(a) - heightOf(b));
  return columns;
}

/** Sort each column by the mean row of its neighbours, alternately from the left and from the right. */
function orderRows(columns: string[][], links: readonly Link[]): void {
  const into = groupBy(links, (link) => link.to);
  const outOf = groupBy(links, (link) => link.from);
  const row = new Map<string, number>();
  const number = (members: readonly string[]) => {
    for (const [index, id] of members.entries()) row.set(id, index);
  };
  columns.forEach(number);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const fromLeft = sweep % 2 === 0;
    for (const members of fromLeft ? columns : [...columns].reverse()) {
      const wish = new Map(
        members.map((id) => {
          const rows = fromLeft
            ? (into.get(id) ?? []).map((link) => (row.get(link.from) ?? 0) + link.fromRow / 2)
            : (outOf.get(id) ?? []).map((link) => (row.get(link.to) ?? 0) + link.toRow / 2);
          return [id, rows.length ? mean(rows) : (row.get(id) ?? 0)] as const;
        }),
      );
      members.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
      number(members);
    }
  }
}

/** Give each block the height its feeders ask for, as far as the block above it in the column allows. */
function placed(
  columns: readonly string[][],
  links: readonly Link[],
  document: FlowDocument,
  catalogue: Catalogue,
): Map<string, Position> {
  const into = groupBy(links, (link) => link.to);
  const places = new Map<string, Position>();
  const heights = new Map<string, number>();
  columns.forEach((members, index) => {
    let free = Number.NEGATIVE_INFINITY;
    const wishes = members.map((id) => {
      const block = document.blocks[id];
      const height = block ? sizeOf(portsOf(catalogue, id, block)).height : 0;
      heights.set(id, height);
      const centres = (into.get(id) ?? [])
        .filter((link) => places.has(link.from))
        .map((link) => (places.get(link.from)?.y ?? 0) + (heights.get(link.from) ?? 0) / 2);
      return { id, height, wish: centres.length ? mean(centres) - height / 2 : null };
    });
    for (const { id, height, wish } of wishes) {
      const start = Number.isFinite(free) ? free : (wish ?? 0);
      const y = Math.max(start, wish ?? start);
      places.set(id, { x: index * (BLOCK_WIDTH + COLUMN_GAP), y });
      free = y + height + ROW_GAP;
    }
    // Greedy placing pushes downwards only; half of what was added goes back up, so that the column stays centred.
    const pushed = wishes.filter(({ wish }) => wish !== null);
    if (pushed.length > 0) {
      const drift = mean(pushed.map(({ id, wish }) => (places.get(id)?.y ?? 0) - (wish ?? 0)));
      for (const { id } of wishes) {
        const place = places.get(id);
        if (place) places.set(id, { x: place.x, y: place.y - drift });
      }
    }
  });
  return places;
}

function cornerOf(positions: readonly Position[]): Position {
  return { x: Math.min(...positions.map(({ x }) => x)), y: Math.min(...positions.map(({ y }) => y)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
