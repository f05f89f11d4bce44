import { Button, Menu } from "@mantine/core";
import { IconPlus, IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { nodePath, parseNode } from "@/shared/nodes/nodes";
import { warmSlots } from "@/shared/nodes/slots";
import { PageHeader } from "@/shared/topbar/PageHeader";
import { EmptyState } from "@/shared/ui/EmptyState";
import { useIsPhone } from "@/shared/ui/useIsPhone";
import { ActionDialogs } from "./actions/ActionDialogs";
import { type MenuRequest, NodeMenu, NodeMenuItems } from "./actions/NodeMenu";
import { actionsFor } from "./actions/nodeActions";
import { PhoneBrowser } from "./PhoneBrowser";
import { nodeQuery, treePageQuery } from "./queries";
import classes from "./ResourcesPage.module.css";
import { TreePanel } from "./tree/TreePanel";
import { ROOT } from "./tree/treeRows";
import { selectOnly, useTreeStore } from "./tree/treeStore";
import { useWayLoaded } from "./tree/useWayLoaded";
import type { Breadcrumb } from "./types";
import { useResourceNews } from "./useResourceNews";
import { MultiView } from "./view/MultiView";
import { NodeView } from "./view/NodeView";

/** Organizations, sites, devices and metrics as one tree, and the chosen one beside it. */
export function ResourcesPage() {
  const { t } = useTranslation("resources");
  const { key: asked = "", tab = "" } = useParams();
  const navigate = useNavigate();
  const isPhone = useIsPhone();
  const key = parseNode(asked) ? asked : null;
  const [menu, setMenu] = useState<MenuRequest | null>(null);
  const chosen = useTreeStore((tree) => tree.selection.keys);
  const node = useQuery({ ...nodeQuery(key ?? ""), enabled: key !== null });
  const way = node.data?.breadcrumbs ?? [];
  const roots = useQuery(treePageQuery(ROOT, 0)).data;
  useEffect(() => warmSlots(["devices", "device", "metric"]), []);
  useResourceNews();
  useWayOpened(key, way);
  useWayLoaded(isPhone ? [] : way.map((crumb) => crumb.key));

  const open = useCallback((to: string) => void navigate(nodePath(to)), [navigate]);
  const closeMenu = useCallback(() => setMenu(null), []);
  const item = node.data?.node ?? null;
  const parent = way.at(-2)?.key ?? "";
  const creations = item ? actionsFor([{ item, parent }], []).filter(({ group }) => group === "create") : [];
  const create = creations.length > 0 && item && (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button leftSection={<IconPlus size={16} aria-hidden />}>{t("new")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <NodeMenuItems subjects={[{ item, parent }]} group="create" />
      </Menu.Dropdown>
    </Menu>
  );
  const view = key ? (
    <NodeView
      nodeKey={key}
      tab={tab}
      showTab={(next) => void navigate(`${nodePath(key)}/${next}`, { replace: true })}
    />
  ) : (
    <EmptyState icon={IconSitemap} text={t("choose")} />
  );
  const dialogs = (
    <>
      <NodeMenu request={menu} close={closeMenu} />
      <ActionDialogs />
    </>
  );
  if (isPhone) {
    const above = way.at(-2);
    const top = { to: "/resources", label: t("title") };
    const hasTop = way.length === 1 && (roots?.total ?? 0) > 1;
    return (
      <>
        <PageHeader
          title={item?.label ?? t("title")}
          trail={above ? [{ to: nodePath(above.key), label: above.label }] : hasTop ? [top] : []}
          actions={create}
        />
        <PhoneBrowser nodeKey={key ?? ROOT} node={item} showMenu={setMenu} view={view} />
        {dialogs}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={item ? `${item.label} · ${t("title")}` : t("title")}
        heading={<h1 className={classes.title}>{t("title")}</h1>}
        actions={create}
      />
      <div className={classes.page}>
        <TreePanel openKey={key} open={open} showMenu={setMenu} />
        <div className={classes.view}>{chosen.size > 1 ? <MultiView /> : view}</div>
      </div>
      {dialogs}
    </>
  );
}

/** A link leads into the middle of the tree: open all above, and without a link the first organization. */
function useWayOpened(key: string | null, way: readonly Breadcrumb[]): void {
  const navigate = useNavigate();
  const isPhone = useIsPhone();
  const setExpanded = useTreeStore((tree) => tree.setExpanded);
  const roots = useQuery(treePageQuery(ROOT, 0)).data;
  // On a phone the list of several is the page that one comes back to.
  const first = roots && (!isPhone || roots.total === 1) ? roots.items[0]?.key : undefined;
  // What stands at the top is opened together with its page: a closed tree of one row would show nothing.
  const above = (way.length > 1 ? way.slice(0, -1) : way).map((crumb) => crumb.key).join("\n");
  useEffect(() => {
    if (above) setExpanded(above.split("\n"), true);
  }, [above, setExpanded]);
  useEffect(() => {
    if (key && useTreeStore.getState().selection.keys.size === 0) selectOnly(key);
  }, [key]);
  useEffect(() => {
    if (key || !first) return;
    setExpanded([first], true);
    void navigate(nodePath(first), { replace: true });
  }, [key, first, navigate, setExpanded]);
}
