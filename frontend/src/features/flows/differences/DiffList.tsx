import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useEditor } from "../EditorContext";
import classes from "../editor.module.css";
import { changesBetween, fieldOfBlock, MODE_FIELD } from "../graph/changes";
import { type FlowDocument, portAddress } from "../graph/document";
import { titleOf } from "../graph/wiring";
import { fieldsOf, wordsOf } from "../inspector/fields";
import { useTextOfValue } from "../inspector/ParamFacts";
import { NamesProvider } from "../inspector/useNames";

interface DiffListProps {
  before: FlowDocument;
  after: FlowDocument;
}

/** A difference that a person can read: which block, which param, from what to what, with names instead of ids. */
export function DiffList({ before, after }: DiffListProps) {
  const documents = useMemo(() => [before, after], [before, after]);
  return (
    <NamesProvider documents={documents}>
      <Lines before={before} after={after} />
    </NamesProvider>
  );
}

function Lines({ before, after }: DiffListProps) {
  const { t } = useTranslation("flows");
  const catalogue = useEditor((state) => state.catalogue);
  const changes = useMemo(() => changesBetween(before, after), [before, after]);
  const textOf = useTextOfValue();
  const nameOf = (id: string) => titleOf(after.blocks[id] ? after : before, catalogue, id);
  const wireText = (name: string) => {
    const [from = "", to = ""] = name
      .split(">")
      .map(portAddress)
      .map((at) => `${nameOf(at.block)} · ${wordsOf(at.port)}`);
    return `${from} → ${to}`;
  };
  /** Title and old and new value of a field, in the words of the block's form. */
  const fieldText = (id: string, name: string) => {
    const [old, now] = [before.blocks[id], after.blocks[id]];
    const [oldValue, newValue] = [fieldOfBlock(old, name), fieldOfBlock(now, name)];
    if (name === MODE_FIELD) {
      const words = (mode: unknown) => t(mode === "off" || mode === "bypass" ? `modes.${mode}` : "modes.on");
      return { title: t("modes.label"), old: words(oldValue), now: words(newValue) };
    }
    if (name === "label" || name === "type") {
      const plain = (value: unknown) =>
        name === "type" ? (catalogue.types.get(String(value))?.title ?? String(value)) : String(value || "–");
      return { title: t(`changes.${name}`), old: plain(oldValue), now: plain(newValue) };
    }
    const printed = (block: typeof old, value: unknown) => {
      const type = catalogue.types.get(block?.type ?? "");
      const field = type && fieldsOf(type.params, type.params, block?.params ?? {}).find((one) => one.name === name);
      return { title: field?.title, text: textOf(field, value) };
    };
    const [one, two] = [printed(old, oldValue), printed(now, newValue)];
    return { title: two.title || one.title || wordsOf(name.replace(/^values\./, "")), old: one.text, now: two.text };
  };
  if (changes.count === 0 && changes.moved.length === 0) return null;
  return (
    <ul className={classes.changes} data-testid="diff">
      {changes.params.map((name) => (
        <li key={`param ${name}`} className={classes.changed}>
          <span className={classes.changeKind}>{t("changes.param")}</span> {name}
        </li>
      ))}
      {changes.blocks.map(({ block, kind, fields }) => (
        <li key={block} className={classes[kind]}>
          <span className={classes.changeKind}>{t(`changes.${kind}`)}</span> {nameOf(block)}
          {fields.map((name) => {
            const { title, old, now } = fieldText(block, name);
            return (
              <div key={name} className={classes.changeField}>
                {title}: <s>{old}</s> → {now}
              </div>
            );
          })}
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
      {changes.moved.length > 0 && (
        <li className={classes.hintText}>{t("changes.moved", { count: changes.moved.length })}</li>
      )}
    </ul>
  );
}
