import { Button, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { deleteSelected } from "../commands/deleteSelected";
import { foldGroup } from "../commands/foldGroup";
import { setGroup } from "../commands/setGroup";
import { ungroupSelected } from "../commands/ungroupSelected";
import { useEditor, useOpenEditor, useRunCommand } from "../EditorContext";
import { titleOf } from "../graph/wiring";
import classes from "./inspector.module.css";
import { TintPicker } from "./TintPicker";

export function GroupInspector({ id }: { id: string }) {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const run = useRunCommand();
  const group = document.groups?.[id];
  if (!group) return null;
  const change = (values: Parameters<typeof setGroup.apply>[1]["values"]) =>
    store.getState().apply(setGroup, { group: id, values });
  const members = group.blocks.filter((block) => document.blocks[block]);
  return (
    <>
      <header className={classes.head}>
        <h2 className={classes.title}>{(isReadOnly && group.title) || t("groups.group")}</h2>
      </header>
      <div className={classes.body}>
        {isReadOnly ? (
          group.note && <p>{group.note}</p>
        ) : (
          <>
            <TextInput
              label={t("groups.title")}
              value={group.title}
              maxLength={80}
              data-testid="group-title"
              onChange={(event) => change({ title: event.currentTarget.value })}
            />
            <Textarea
              label={t("groups.note")}
              value={group.note}
              autosize
              minRows={2}
              maxLength={500}
              onChange={(event) => change({ note: event.currentTarget.value })}
            />
            <TintPicker value={group.color} change={(color) => change({ color })} />
          </>
        )}
        <p className={classes.subtitle}>{members.map((block) => titleOf(document, catalogue, block)).join(", ")}</p>
      </div>
      {!isReadOnly && (
        <div className={classes.actions}>
          <Button variant="default" onClick={() => run(foldGroup)}>
            {t(group.is_collapsed ? "groups.unfold" : "groups.fold")}
          </Button>
          {group.frame && !group.is_collapsed && (
            <Button variant="default" onClick={() => change({ frame: undefined })}>
              {t("groups.fit")}
            </Button>
          )}
          <Button variant="default" onClick={() => run(ungroupSelected)}>
            {t("commands.ungroupSelected")}
          </Button>
          <Button variant="default" onClick={() => run(deleteSelected)}>
            {t("groups.delete")}
          </Button>
        </div>
      )}
    </>
  );
}
