import { Button, Group, Modal, SegmentedControl, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEditor } from "../EditorContext";
import classes from "../editor.module.css";
import { fieldOfBlock } from "../graph/changes";
import { type FlowDocument, portAddress } from "../graph/document";
import { type Choices, type Conflict, merge, type Side } from "../graph/merge";
import { titleOf } from "../graph/wiring";
import { wordsOf } from "../inspector/fields";
import { fullValue } from "../runs/format";
import { DiffList } from "./DiffList";

interface MergeDialogProps {
  base: FlowDocument;
  theirs: FlowDocument;
  mine: FlowDocument;
  author: string;
  isOpen: boolean;
  close: () => void;
  use: (document: FlowDocument) => void;
}

/** What the other person did, what both did differently, and one choice for each of these. */
export function MergeDialog({ base, theirs, mine, author, isOpen, close, use }: MergeDialogProps) {
  const { t } = useTranslation("flows");
  const catalogue = useEditor((state) => state.catalogue);
  const [choices, setChoices] = useState<Choices>(new Map());
  const { document, conflicts, renamed } = useMemo(
    () => merge(base, theirs, mine, choices),
    [base, theirs, mine, choices],
  );
  const choose = (key: string, side: Side) => setChoices((before) => new Map([...before, [key, side]]));
  const nameOf = (id: string) => titleOf(mine.blocks[id] ? mine : theirs.blocks[id] ? theirs : base, catalogue, id);
  return (
    <Modal opened={isOpen} onClose={close} size="lg" title={t("merge.title")}>
      <Stack>
        <div>
          <Text fw={600} mb={4}>
            {t("merge.theirs", { author })}
          </Text>
          <DiffList before={base} after={theirs} />
        </div>
        {conflicts.length === 0 ? (
          <Text size="sm">{t("merge.no_conflicts")}</Text>
        ) : (
          <div>
            <Text fw={600} mb={4}>
              {t("merge.conflicts", { count: conflicts.length })}
            </Text>
            <ul className={classes.changes}>
              {conflicts.map((conflict) => (
                <li key={conflict.key} className={classes.changed} data-testid={`conflict-${conflict.key}`}>
                  <Group justify="space-between" wrap="nowrap" align="flex-start">
                    <div>
                      <strong>{nameOf(conflict.block)}</strong>
                      <Sides conflict={conflict} theirs={theirs} mine={mine} author={author} nameOf={nameOf} />
                    </div>
                    <SegmentedControl
                      size="xs"
                      aria-label={nameOf(conflict.block)}
                      value={choices.get(conflict.key) ?? "mine"}
                      onChange={(side) => choose(conflict.key, side === "theirs" ? "theirs" : "mine")}
                      data={[
                        { value: "mine", label: t("merge.mine") },
                        { value: "theirs", label: author },
                      ]}
                    />
                  </Group>
                </li>
              ))}
            </ul>
          </div>
        )}
        {renamed.size > 0 && <p className={classes.hintText}>{t("merge.renamed", { count: renamed.size })}</p>}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button onClick={() => use(document)} data-testid="merge-confirm">
            {t("merge.action")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface SidesProps {
  conflict: Conflict;
  theirs: FlowDocument;
  mine: FlowDocument;
  author: string;
  nameOf: (id: string) => string;
}

function Sides({ conflict, theirs, mine, author, nameOf }: SidesProps) {
  const { t } = useTranslation("flows");
  if (conflict.kind === "deleted_by_me") return <div>{t("merge.deleted_by_me", { author })}</div>;
  if (conflict.kind === "deleted_by_them") return <div>{t("merge.deleted_by_them", { author })}</div>;
  if (conflict.kind === "wire") {
    const [their = "", own = ""] = conflict.fields
      .map(portAddress)
      .map((at) => `${nameOf(at.block)} · ${wordsOf(at.port)}`);
    return (
      <div className={classes.changeField}>
        {t("merge.wire", { port: wordsOf(portAddress(conflict.key.slice(1)).port), mine: own, theirs: their, author })}
      </div>
    );
  }
  return conflict.fields.map((field) => (
    <div key={field} className={classes.changeField}>
      {t("merge.field", {
        field: wordsOf(field.replace(/^values\./, "")),
        mine: fullValue(fieldOfBlock(mine.blocks[conflict.block], field)),
        theirs: fullValue(fieldOfBlock(theirs.blocks[conflict.block], field)),
        author,
      })}
    </div>
  ));
}
