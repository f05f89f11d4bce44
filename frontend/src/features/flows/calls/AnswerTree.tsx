import { IconCheck, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./calls.module.css";
import type { TreeNode } from "./picking";

interface AnswerTreeProps {
  root: TreeNode;
  /** What a line is picked as already, by its path. */
  picked: ReadonlyMap<string, string>;
  pick: (node: TreeNode) => void;
  label: string;
}

interface Line {
  readonly node: TreeNode;
  readonly level: number;
  readonly parent: string | null;
}

const OPEN_AT_FIRST = 3; // levels
const OPEN_CHILDREN = 20;

/** An answer as lines to pick from. One of them takes part in the tab order; arrows lead to the others. */
export function AnswerTree({ root, picked, pick, label }: AnswerTreeProps) {
  const { t } = useTranslation("flows");
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [active, setActive] = useState(root.path);
  const isOpen = (node: TreeNode, level: number) =>
    toggled.get(node.path) ?? (level < OPEN_AT_FIRST && node.children.length <= OPEN_CHILDREN);
  const toggle = (node: TreeNode, open: boolean) => setToggled((before) => new Map(before).set(node.path, open));
  const lines = linesOf(root, isOpen);
  const current = lines.some(({ node }) => node.path === active) ? active : root.path;

  function go(path: string | null | undefined, from: HTMLElement) {
    if (!path) return;
    setActive(path);
    const rows = from.closest("[role=tree]")?.querySelectorAll<HTMLElement>("[role=treeitem]") ?? [];
    const index = lines.findIndex(({ node }) => node.path === path);
    rows[index]?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>, { node, level, parent }: Line) {
    const row = event.currentTarget;
    const at = lines.findIndex((other) => other.node.path === node.path);
    const isParent = node.children.length > 0;
    switch (event.key) {
      case "ArrowDown":
        go(lines[at + 1]?.node.path, row);
        break;
      case "ArrowUp":
        go(lines[at - 1]?.node.path, row);
        break;
      case "Home":
        go(lines[0]?.node.path, row);
        break;
      case "End":
        go(lines.at(-1)?.node.path, row);
        break;
      case "ArrowRight":
        if (isParent && !isOpen(node, level)) toggle(node, true);
        else go(node.children[0]?.path, row);
        break;
      case "ArrowLeft":
        if (isParent && isOpen(node, level)) toggle(node, false);
        else go(parent, row);
        break;
      case "Enter":
      case " ":
        pick(node);
        break;
      default:
        return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <div role="tree" aria-label={label} className={classes.tree} data-testid="answer-tree">
      {lines.map((line) => {
        const { node, level } = line;
        const isParent = node.children.length > 0;
        const open = isParent && isOpen(node, level);
        const name = picked.get(node.path);
        const Chevron = open ? IconChevronDown : IconChevronRight;
        return (
          // Each line has its keys; the mouse may hit the arrow or the rest of it.
          <div
            key={node.path}
            role="treeitem"
            aria-level={level + 1}
            aria-expanded={isParent ? open : undefined}
            aria-selected={name !== undefined}
            aria-label={`${node.label} ${node.text}`}
            tabIndex={node.path === current ? 0 : -1}
            className={classes.line}
            style={{ "--level": level }}
            data-path={node.path}
            title={name ? t("calls.picked", { name }) : t("calls.pick", { path: node.path })}
            onFocus={() => setActive(node.path)}
            onKeyDown={(event) => onKeyDown(event, line)}
            onClick={() => pick(node)}
          >
            {isParent ? (
              <span
                className={classes.chevron}
                aria-hidden
                onClick={(event) => {
                  event.stopPropagation();
                  toggle(node, !open);
                }}
              >
                <Chevron size={14} />
              </span>
            ) : (
              <span className={classes.chevron} aria-hidden />
            )}
            <span className={classes.key}>{node.label}</span>
            {node.text && <span className={classes.value}>{node.text}</span>}
            {isParent && !open && <span className={classes.count}>{node.children.length}</span>}
            {node.isCut && <span className={classes.count}>{t("calls.cut_here")}</span>}
            {name && (
              <span className={classes.badge}>
                <IconCheck size={12} aria-hidden /> {name}
              </span>
            )}
          </div>
        );
      })}
    </div>
  );
}

function linesOf(root: TreeNode, isOpen: (node: TreeNode, level: number) => boolean): Line[] {
  const lines: Line[] = [];
  const walk = (node: TreeNode, level: number, parent: string | null) => {
    lines.push({ node, level, parent });
    if (node.children.length > 0 && isOpen(node, level)) {
      for (const child of node.children) walk(child, level + 1, node.path);
    }
  };
  walk(root, 0, null);
  return lines;
}
