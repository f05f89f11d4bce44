import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useEditor } from "./EditorContext";
import classes from "./editor.module.css";
import type { Changes } from "./graph/changes";
import { portAddress } from "./graph/document";
import { titleOf } from "./graph/wiring";
import { wordsOf } from "./inspector/fields";
import { revisionQuery } from "./queries";
import { fullValue } from "./runs/format";

interface ChangeListProps {
  changes: Changes;
  flowId: number;
  revision: number;
}

/** A diff that a person can read: which block, which param, from what to what. */
export function ChangeList({ changes, flowId, revision }: ChangeListProps) {
  const { t } = useTranslation("flows");
  const after = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const { data } = useQuery(revisionQuery(flowId, revision));
  if (!data || changes.count === 0) return null;
  const before = data.document;
  const nameOf = (id: string) => titleOf(after.blocks[id] ? after : before, catalogue, id);
  const wireText = (name: string) => {
    const [from = "", to = ""] = name.split(">");
    return `${nameOf(portAddress(from).block)} → ${nameOf(portAddress(to).block)}`;
  };
  const titleOfField = (id: string, field: string) => {
    const type = catalogue.types.get((after.blocks[id] ?? before.blocks[id])?.type ?? "");
    return type?.params.properties?.[field]?.title ?? wordsOf(field);
  };
  const printed = (document: typeof after, id: string, field: string) => {
    const block = document.blocks[id];
    const value = field === "label" ? block?.label : field === "type" ? block?.type : block?.params[field];
    return value === undefined || value === "" ? "–" : fullValue(value);
  };
  return (
    <ul className={classes.changes}>
      {changes.blocks.map(({ block, kind, fields }) => (
        <li key={block} className={classes[kind]}>
          <span className={classes.changeKind}>{t(`changes.${kind}`)}</span> {nameOf(block)}
          {fields.map((field) => (
            <div key={field} className={classes.changeField}>
              {titleOfField(block, field)}: <s>{printed(before, block, field)}</s> → {printed(after, block, field)}
            </div>
          ))}
        </li>
      ))}
      {changes.wiresAdded.map((name) => (
        <li key={`+${name}`} className={classes.added}>
          <span className={classes.changeKind}>{t("changes.wire_added")}</span> {wireText(name)}
        </li>
      ))}
      {changes.wiresRemoved.map((name) => (
        <li key={`-${name}`} className={classes.removed}>
          <span className={classes.changeKind}>{t("changes.wire_removed")}</span> {wireText(name)}
        </li>
      ))}
    </ul>
  );
}
