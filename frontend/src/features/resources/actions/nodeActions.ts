import {
  type Icon,
  IconArrowsMove,
  IconBuildingPlus,
  IconClipboard,
  IconCpu,
  IconCut,
  IconLink,
  IconMapPinPlus,
  IconPencil,
  IconStar,
  IconStarOff,
  IconTicket,
  IconTrash,
} from "@tabler/icons-react";
import { may } from "@/shared/session/may";
import { canMove, type Moving, moveProblem } from "../tree/moves";
import type { TreeItem } from "../types";

export type ActionName =
  | "create_organization"
  | "create_site"
  | "create_device"
  | "create_claim"
  | "rename"
  | "cut"
  | "paste"
  | "move"
  | "star"
  | "unstar"
  | "copy_link"
  | "delete";

export interface NodeAction {
  name: ActionName;
  icon: Icon;
  keys?: string;
  /** Actions of one group stand together. */
  group: "create" | "arrange" | "star" | "delete";
  isDangerous?: boolean;
}

const EDITED_BY: Partial<Record<TreeItem["kind"], Parameters<typeof may>[1]>> = {
  organization: "edit_organization",
  site: "manage_sites",
  device: "manage_devices",
};

export function canEdit(item: TreeItem): boolean {
  const permission = EDITED_BY[item.kind];
  return permission !== undefined && !item.is_passage && may(item, permission);
}

/** An organization is deleted by who may make one where it stands; a right of the parent, so the server decides. */
const canDelete = canEdit;

/** What this person may do with these nodes; what they may not is absent. */
export function actionsFor(subjects: readonly Moving[], cut: readonly Moving[]): NodeAction[] {
  const items = subjects.map(({ item }) => item);
  const one = items.length === 1 ? items[0] : undefined;
  const actions: (NodeAction | false | undefined)[] = [
    one?.kind === "organization" &&
      may(one, "create_organization") && { name: "create_organization", icon: IconBuildingPlus, group: "create" },
    one?.kind === "organization" &&
      may(one, "manage_sites") && { name: "create_site", icon: IconMapPinPlus, group: "create" },
    one && isPlace(one) && may(one, "manage_devices") && { name: "create_device", icon: IconCpu, group: "create" },
    one && isPlace(one) && may(one, "manage_devices") && { name: "create_claim", icon: IconTicket, group: "create" },
    one && canEdit(one) && { name: "rename", icon: IconPencil, keys: "f2", group: "arrange" },
    subjects.some(canMove) && { name: "cut", icon: IconCut, keys: "mod+x", group: "arrange" },
    one &&
      cut.length > 0 &&
      !moveProblem(cut, one, new Set()) && { name: "paste", icon: IconClipboard, keys: "mod+v", group: "arrange" },
    subjects.some(canMove) && { name: "move", icon: IconArrowsMove, keys: "m", group: "arrange" },
    items.some((item) => !item.is_favourite) && { name: "star", icon: IconStar, group: "star" },
    items.some((item) => item.is_favourite) && { name: "unstar", icon: IconStarOff, group: "star" },
    one && { name: "copy_link", icon: IconLink, group: "star" },
    items.some(canDelete) && { name: "delete", icon: IconTrash, keys: "delete", group: "delete", isDangerous: true },
  ];
  return actions.filter((action) => action !== false && action !== undefined);
}

function isPlace(item: TreeItem): boolean {
  return item.kind === "organization" || item.kind === "site";
}
