import {
  type Icon,
  IconArrowBarBoth,
  IconArrowsHorizontal,
  IconArrowsVertical,
  IconBoxAlignBottom,
  IconCopy,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconDevices,
  IconLayersSelectedBottom,
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  IconLock,
  IconLockOpen,
  IconStackBack,
  IconStackBackward,
  IconStackForward,
  IconStackFront,
  IconTrash,
} from "@tabler/icons-react";
import { align, distribute, restack, sameSize } from "../commands/align";
import { showOnly } from "../commands/phone";
import { group, setLocked, ungroup } from "../commands/together";
import type { Side } from "../document/arranging";
import type { DashboardDocument, LayoutName } from "../document/dashboardDocument";
import type { Frame } from "../document/layout";
import type { Designer } from "./useDesigner";

/** What is there to act on. */
export interface Scene {
  document: DashboardDocument;
  selection: readonly string[];
  frame: Frame;
  layout: LayoutName;
}

/** Something that can be done to the selection: in the menu, in the panel and by keyboard alike. */
export interface Action {
  /** Its words are `dashboards:action.<name>`. */
  name: string;
  icon: Icon;
  keys?: string;
  section: "edit" | "align" | "distribute" | "size" | "stack" | "group" | "screen";
  /** Absent from menus where it makes no sense at all. */
  isOffered?(scene: Scene): boolean;
  isEnabled(scene: Scene): boolean;
  run(designer: Designer): void;
}

const hasOne = ({ selection }: Scene) => selection.length > 0;
const hasTwo = ({ selection }: Scene) => selection.length > 1;
const hasThree = ({ selection }: Scene) => selection.length > 2;
const isFree = ({ frame }: Scene) => frame.kind === "free";
const isUnlocked = ({ document, selection }: Scene) => selection.some((id) => !document.widgets[id]?.isLocked);
const isLocked = ({ document, selection }: Scene) => selection.some((id) => document.widgets[id]?.isLocked);
const isGrouped = ({ document, selection }: Scene) => selection.some((id) => document.widgets[id]?.group !== undefined);
const isOnOne = ({ document, selection }: Scene) => selection.some((id) => document.widgets[id]?.onlyOn !== undefined);

function aligning(name: string, side: Side, icon: Icon, keys: string): Action {
  return {
    name,
    icon,
    keys,
    section: "align",
    isEnabled: hasTwo,
    run: (designer) => designer.done(align(designer.place(), designer.selection(), side)),
  };
}

export const ACTIONS: readonly Action[] = [
  {
    name: "duplicate",
    icon: IconCopy,
    keys: "mod+d",
    section: "edit",
    isEnabled: hasOne,
    run: (designer) => designer.duplicate(),
  },
  {
    name: "delete",
    icon: IconTrash,
    keys: "delete",
    section: "edit",
    isEnabled: (scene) => hasOne(scene) && isUnlocked(scene),
    run: (designer) => designer.remove(),
  },
  aligning("alignLeft", "left", IconLayoutAlignLeft, "alt+a"),
  aligning("alignCentre", "centre", IconLayoutAlignCenter, "alt+h"),
  aligning("alignRight", "right", IconLayoutAlignRight, "alt+d"),
  aligning("alignTop", "top", IconLayoutAlignTop, "alt+w"),
  aligning("alignMiddle", "middle", IconLayoutAlignMiddle, "alt+v"),
  aligning("alignBottom", "bottom", IconLayoutAlignBottom, "alt+s"),
  {
    name: "distributeAcross",
    icon: IconLayoutDistributeVertical,
    keys: "alt+shift+h",
    section: "distribute",
    isEnabled: hasThree,
    run: (designer) => designer.done(distribute(designer.place(), designer.selection(), "across")),
  },
  {
    name: "distributeDown",
    icon: IconLayoutDistributeHorizontal,
    keys: "alt+shift+v",
    section: "distribute",
    isEnabled: hasThree,
    run: (designer) => designer.done(distribute(designer.place(), designer.selection(), "down")),
  },
  {
    name: "sameWidth",
    icon: IconArrowsHorizontal,
    keys: "alt+shift+w",
    section: "size",
    isEnabled: hasTwo,
    run: (designer) => designer.done(sameSize(designer.place(), designer.selection(), "width")),
  },
  {
    name: "sameHeight",
    icon: IconArrowsVertical,
    keys: "alt+shift+e",
    section: "size",
    isEnabled: hasTwo,
    run: (designer) => designer.done(sameSize(designer.place(), designer.selection(), "height")),
  },
  {
    name: "sameSize",
    icon: IconArrowBarBoth,
    keys: "alt+shift+s",
    section: "size",
    isEnabled: hasTwo,
    run: (designer) => designer.done(sameSize(designer.place(), designer.selection(), "both")),
  },
  {
    name: "toFront",
    icon: IconStackFront,
    keys: "}",
    section: "stack",
    isOffered: isFree,
    isEnabled: (scene) => hasOne(scene) && isFree(scene),
    run: (designer) => designer.done(restack(designer.place(), designer.selection(), "front")),
  },
  {
    name: "forward",
    icon: IconStackForward,
    keys: "]",
    section: "stack",
    isOffered: isFree,
    isEnabled: (scene) => hasOne(scene) && isFree(scene),
    run: (designer) => designer.done(restack(designer.place(), designer.selection(), "forward")),
  },
  {
    name: "backward",
    icon: IconStackBackward,
    keys: "[",
    section: "stack",
    isOffered: isFree,
    isEnabled: (scene) => hasOne(scene) && isFree(scene),
    run: (designer) => designer.done(restack(designer.place(), designer.selection(), "backward")),
  },
  {
    name: "toBack",
    icon: IconStackBack,
    keys: "{",
    section: "stack",
    isOffered: isFree,
    isEnabled: (scene) => hasOne(scene) && isFree(scene),
    run: (designer) => designer.done(restack(designer.place(), designer.selection(), "back")),
  },
  {
    name: "group",
    icon: IconLayersSelectedBottom,
    keys: "mod+g",
    section: "group",
    isEnabled: hasTwo,
    run: (designer) => designer.done(group(designer.selection())),
  },
  {
    name: "ungroup",
    icon: IconBoxAlignBottom,
    keys: "mod+shift+g",
    section: "group",
    isOffered: isGrouped,
    isEnabled: isGrouped,
    run: (designer) => designer.done(ungroup(designer.selection())),
  },
  {
    name: "lock",
    icon: IconLock,
    keys: "l",
    section: "group",
    isOffered: isUnlocked,
    isEnabled: isUnlocked,
    run: (designer) => designer.done(setLocked(designer.selection(), true)),
  },
  {
    name: "unlock",
    icon: IconLockOpen,
    keys: "shift+l",
    section: "group",
    isOffered: isLocked,
    isEnabled: isLocked,
    run: (designer) => designer.done(setLocked(designer.selection(), false)),
  },
  {
    name: "hideOnPhone",
    icon: IconDeviceDesktop,
    keys: "shift+h",
    section: "screen",
    isEnabled: hasOne,
    run: (designer) => designer.done(showOnly(designer.place().pageId, designer.selection(), "desktop")),
  },
  {
    name: "hideOnDesktop",
    icon: IconDeviceMobile,
    keys: "shift+d",
    section: "screen",
    isEnabled: hasOne,
    run: (designer) => designer.done(showOnly(designer.place().pageId, designer.selection(), "mobile")),
  },
  {
    name: "showOnBoth",
    icon: IconDevices,
    keys: "shift+b",
    section: "screen",
    isOffered: isOnOne,
    isEnabled: isOnOne,
    run: (designer) => designer.done(showOnly(designer.place().pageId, designer.selection(), null)),
  },
];

export const SECTIONS: readonly Action["section"][] = [
  "edit",
  "align",
  "distribute",
  "size",
  "stack",
  "group",
  "screen",
];
