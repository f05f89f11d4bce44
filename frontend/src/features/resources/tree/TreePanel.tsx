import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/shared/ui/ErrorState";
import { SearchInput } from "@/shared/ui/SearchInput";
import type { MenuRequest } from "../actions/NodeMenu";
import { treeSearchQuery } from "../queries";
import { Favourites } from "./Favourites";
import { HitList } from "./HitList";
import { ResourceTree } from "./ResourceTree";
import classes from "./TreePanel.module.css";

interface TreePanelProps {
  openKey: string | null;
  open: (key: string) => void;
  showMenu: (request: MenuRequest) => void;
}

/** The left side: search, favourites, tree. */
export function TreePanel({ openKey, open, showMenu }: TreePanelProps) {
  const { t } = useTranslation("resources");
  const [search, setSearch] = useState("");
  const words = search.trim();
  return (
    <div className={classes.panel}>
      <div className={classes.search}>
        <SearchInput value={search} change={setSearch} label={t("search.label")} />
      </div>
      {words ? (
        <SearchHits search={words} openKey={openKey} open={open} />
      ) : (
        <>
          <Favourites openKey={openKey} open={open} />
          <ResourceTree openKey={openKey} open={open} showMenu={showMenu} />
        </>
      )}
    </div>
  );
}

export function SearchHits({
  search,
  openKey,
  open,
}: {
  search: string;
  openKey: string | null;
  open: (key: string) => void;
}) {
  const { t } = useTranslation("resources");
  const answer = useQuery(treeSearchQuery(search));
  if (answer.error && !answer.data) return <ErrorState error={answer.error} retry={answer.refetch} isSmall />;
  return (
    <div className={classes.hits}>
      <HitList
        label={t("search.hits")}
        hits={answer.data?.items}
        openKey={openKey}
        open={open}
        empty={t("search.nothing", { search })}
      />
      {answer.data?.has_more && <p className={classes.more}>{t("search.more")}</p>}
    </div>
  );
}
