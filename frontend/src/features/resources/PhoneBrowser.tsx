import { SegmentedControl } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { nodePath } from "@/shared/nodes/nodes";
import { SearchInput } from "@/shared/ui/SearchInput";
import type { MenuRequest } from "./actions/NodeMenu";
import { ChildList } from "./ChildList";
import classes from "./PhoneBrowser.module.css";
import { Favourites } from "./tree/Favourites";
import { SearchHits } from "./tree/TreePanel";
import { ROOT } from "./tree/treeRows";
import type { TreeItem } from "./types";

interface PhoneBrowserProps {
  /** The empty key is the top. */
  nodeKey: string;
  node: TreeItem | null;
  showMenu: (request: MenuRequest) => void;
  view: ReactNode;
}

type Side = "inside" | "details";

/** One level at a time: what stands inside, and the node itself on the other side. */
export function PhoneBrowser({ nodeKey, node, showMenu, view }: PhoneBrowserProps) {
  const { t } = useTranslation("resources");
  const navigate = useNavigate();
  const [search, setSearch] = useState("");
  const [sides, setSides] = useState<Record<string, Side>>({});
  // Devices and what is in them are looked at more often than walked through.
  const isPlace = !node || node.kind === "organization" || node.kind === "site";
  const side = sides[nodeKey] ?? (isPlace ? "inside" : "details");
  const open = (key: string) => void navigate(nodePath(key));
  const switcher = node?.has_children && (
    <SegmentedControl
      fullWidth
      aria-label={t("side.label")}
      value={side}
      onChange={(next) => setSides((current) => ({ ...current, [nodeKey]: next }))}
      data={[
        { value: "inside", label: t("side.inside") },
        { value: "details", label: t("side.details") },
      ]}
    />
  );
  if (node && (side === "details" || !node.has_children)) {
    return (
      <div className={classes.details}>
        {switcher && <div className={classes.bar}>{switcher}</div>}
        {view}
      </div>
    );
  }
  return (
    <div className={classes.browser}>
      <div className={classes.bar}>
        {switcher}
        <SearchInput value={search} change={setSearch} label={t("search.label")} />
      </div>
      {search.trim() ? (
        <SearchHits search={search.trim()} openKey={null} open={open} />
      ) : (
        <>
          {nodeKey === ROOT && <Favourites openKey={null} open={open} />}
          <ChildList key={nodeKey} nodeKey={nodeKey} open={open} showMenu={showMenu} />
        </>
      )}
    </div>
  );
}
