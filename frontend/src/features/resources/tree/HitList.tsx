import { Skeleton } from "@mantine/core";
import { Link } from "react-router";
import { NodeIcon } from "@/shared/nodes/NodeIcon";
import { nodePath } from "@/shared/nodes/nodes";
import type { SearchHit } from "../types";
import classes from "./TreePanel.module.css";

interface HitListProps {
  label: string;
  /** Undefined while loading. */
  hits: readonly SearchHit[] | undefined;
  openKey: string | null;
  open: (key: string) => void;
  empty: string;
}

/** Nodes away from the tree, each with the way to it. */
export function HitList({ label, hits, openKey, open, empty }: HitListProps) {
  if (!hits) {
    return (
      <div className={classes.skeletons} aria-busy>
        <Skeleton height={16} mb="md" />
        <Skeleton height={16} mb="md" width="70%" />
      </div>
    );
  }
  if (hits.length === 0) return <p className={classes.empty}>{empty}</p>;
  return (
    <ul className={classes.list} aria-label={label}>
      {hits.map((hit) => (
        <li key={hit.key}>
          <Link
            to={nodePath(hit.key)}
            className={classes.hit}
            aria-current={hit.key === openKey}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey || event.shiftKey) return;
              event.preventDefault();
              open(hit.key);
            }}
          >
            <NodeIcon kind={hit.kind} />
            <span className={classes.words}>
              <span className={classes.name}>{hit.label}</span>
              <span className={classes.where}>{wayOf(hit)}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function wayOf({ breadcrumbs }: Pick<SearchHit, "breadcrumbs">): string {
  return breadcrumbs
    .slice(0, -1)
    .map(({ label }) => label)
    .join(" / ");
}
