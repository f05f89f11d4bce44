import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Slot } from "@/shared/nodes/slots";
import { ErrorState } from "@/shared/ui/ErrorState";
import { Page } from "@/shared/ui/Page";
import { nodeQuery } from "../queries";
import type { TreeItem, TreePage } from "../types";
import { NodeHead } from "./NodeHead";
import { OrganizationView } from "./OrganizationView";
import { SiteView } from "./SiteView";

interface NodeViewProps {
  nodeKey: string;
  tab: string;
  showTab: (tab: string) => void;
}

/** The right side: what there is to see and do at one node. */
export function NodeView({ nodeKey, tab, showTab }: NodeViewProps) {
  const node = useQuery(nodeQuery(nodeKey));
  if (node.error && !node.data) return <ErrorState error={node.error} retry={node.refetch} />;
  const item = node.data?.node;
  if (!node.data || !item) {
    return (
      <Page>
        <Skeleton height={48} />
        <Skeleton height={160} />
      </Page>
    );
  }
  return (
    <Page>
      <NodeHead item={item} way={node.data.breadcrumbs} />
      <Content key={item.key} item={item} way={node.data.breadcrumbs} tab={tab} showTab={showTab} />
    </Page>
  );
}

interface ContentProps {
  item: TreeItem;
  way: TreePage["breadcrumbs"];
  tab: string;
  showTab: (tab: string) => void;
}

function Content({ item, way, tab, showTab }: ContentProps) {
  const { t } = useTranslation("resources");
  if (item.is_passage) return <p>{t("passage")}</p>;
  switch (item.kind) {
    case "organization":
      return <OrganizationView item={item} />;
    case "site":
      return <SiteView item={item} organizationId={way.at(-2)?.key.slice(2) ?? ""} />;
    case "device":
      return <Slot name="device" props={{ deviceId: Number(item.id), tab, showTab }} height={400} />;
    case "folder": {
      const [device, ...folder] = item.id.split(":");
      return <Slot name="folder" props={{ deviceId: Number(device), folder: folder.join(":") }} height={400} />;
    }
    case "metric":
      return <Slot name="metric" props={{ metricId: Number(item.id), deviceId: deviceOf(way) }} height={400} />;
    default:
      return null;
  }
}

function deviceOf(way: TreePage["breadcrumbs"]): number {
  return Number(way.find(({ kind }) => kind === "device")?.key.slice(2));
}
