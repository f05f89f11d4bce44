import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { register } from "@/shared/shortcuts/shortcuts";
import type { Command, Editor } from "./commands/command";
import { COMMANDS } from "./commands/registry";
import { useOpenEditor } from "./EditorContext";

const WORKS_IN_FIELDS = new Set(["save", "deploy"]);
/** The browser's own undo of a text field is what a person means while typing in one. */
const REPEATS = new Set(["nudgeUp", "nudgeDown", "nudgeLeft", "nudgeRight", "undo", "redo"]);

/** Every command's keys, for as long as the editor is open; the sheet behind `?` lists them. */
export function useCommandKeys(editor: Editor): void {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  useEffect(() => {
    const run = (command: Command) => {
      if ("apply" in command) store.getState().apply(command, undefined as never);
      else command.run(editor);
    };
    const leave = COMMANDS.flatMap((command) =>
      (command.shortcuts ?? []).map((keys, index) =>
        register({
          keys,
          label: t(`commands.${command.name}`),
          group: t(`command_groups.${command.group}`),
          // A second key for the same thing works without a line of its own.
          isSilent: index > 0,
          worksInFields: WORKS_IN_FIELDS.has(command.name),
          repeats: REPEATS.has(command.name),
          isEnabled: () => {
            const { scene, catalogue, isReadOnly } = store.getState();
            if (command.isNative) return false;
            if (isReadOnly && command.group !== "view" && command.group !== "select") return false;
            return command.isEnabled(scene, { catalogue, idsAbove: 0 });
          },
          run: () => run(command),
        }),
      ),
    );
    return () => {
      for (const goodbye of leave) goodbye();
    };
  }, [editor, store, t]);
}
