import { Skeleton } from "@mantine/core";
import { type ComponentType, createElement, lazy, Suspense } from "react";
import { loadTexts } from "../i18n/i18n";

interface NamedDevice {
  id: number;
  name: string;
  organization_id: string;
}

interface PlaceDialog {
  isOpen: boolean;
  close: () => void;
  organizationId: string;
  siteId?: number;
}

/**
 * Pieces that one feature shows inside another's pages, such as a device inside the resource browser. Features may not
 * import each other; the owner fills its slots in its `routes.tsx`, which the app loads first.
 */
export interface Slots {
  /** One device with its tabs. */
  device: { deviceId: number; tab: string; showTab: (tab: string) => void };
  /** One metric: its value, its course, its facts. */
  metric: { metricId: number; deviceId: number };
  /** The metrics of a device whose paths begin with a folder. */
  folder: { deviceId: number; folder: string };
  /** The devices that stand at a place, with everything that can be done to several at once. */
  devices: { siteId?: number; organizationId: string };
  /** The files of a device (`d:…`), a device type (`t:…`) or an organization (`o:…`). */
  files: { node: string; permissions?: readonly string[] };
  /** Buttons for what can be done to several devices at once. */
  bulk: { devices: readonly (NamedDevice & { permissions: readonly string[] })[] };
  /** Dialogs around devices. */
  createDevice: PlaceDialog & { saved: (deviceId: number) => void };
  deleteDevices: { devices: readonly NamedDevice[] | null; close: (isDone: boolean) => void };
  claimCodes: PlaceDialog;
}

type Load<Name extends keyof Slots> = () => Promise<ComponentType<Slots[Name]>>;
type Filling = { [Name in keyof Slots]?: Load<Name> };

const loads: Partial<Record<keyof Slots, () => Promise<unknown>>> = {};
const filled: Partial<Record<keyof Slots, unknown>> = {};
const shown = new Set<keyof Slots>();

/** The pieces speak with the texts of `feature`, their owner, which come with them. */
export function fillSlots(feature: string, parts: Filling): void {
  for (const name of Object.keys(parts) as (keyof Slots)[]) {
    const load = parts[name] as Load<typeof name> | undefined; // the mapped type pairs them
    fill(name, load && (async () => (await Promise.all([load(), loadTexts(feature)]))[0]));
  }
}

function fill<Name extends keyof Slots>(name: Name, load: Load<Name> | undefined): void {
  if (!load) return;
  loads[name] = load;
  filled[name] = lazy(async () => ({ default: await load() }));
}

/**
 * Fetch the piece before somebody asks for it, so that the first one opens as fast as the second. It then takes the
 * place of its lazy stand-in: React would show even a loaded one's fallback first, and keeps a fallback for 0.3 s.
 */
export function warmSlots(names: readonly (keyof Slots)[]): void {
  for (const name of names) {
    loads[name]?.().then(
      (part) => {
        // What is on the screen stays what it is, else it would begin anew.
        if (!shown.has(name)) filled[name] = part;
      },
      () => {}, // whoever really needs the piece hears what failed
    );
  }
}

interface SlotProps<Name extends keyof Slots> {
  name: Name;
  props: Slots[Name];
  /** What to show until the piece is loaded; dialogs show nothing. */
  height?: number;
}

/** Shows what was put into the slot, or nothing. */
export function Slot<Name extends keyof Slots>({ name, props, height = 0 }: SlotProps<Name>) {
  const Part = filled[name] as ComponentType<Slots[Name]> | undefined; // the mapped type above pairs name and props
  if (!Part) return null;
  shown.add(name);
  return <Suspense fallback={height ? <Skeleton height={height} /> : null}>{createElement(Part, props)}</Suspense>;
}
