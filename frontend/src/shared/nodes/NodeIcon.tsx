import {
  type Icon,
  IconBuilding,
  IconChartLine,
  IconCpu,
  IconFolder,
  IconLayoutDashboard,
  IconMapPin,
} from "@tabler/icons-react";
import type { NodeKind } from "./nodes";

export const NODE_ICONS: Record<NodeKind, Icon> = {
  organization: IconBuilding,
  site: IconMapPin,
  device: IconCpu,
  folder: IconFolder,
  metric: IconChartLine,
  dashboard: IconLayoutDashboard,
};

/** What kind of node this is; the word for it stands beside or in the row's name. */
export function NodeIcon({ kind, size = 16 }: { kind: NodeKind; size?: number }) {
  const Glyph = NODE_ICONS[kind];
  return <Glyph size={size} stroke={1.6} aria-hidden />;
}
