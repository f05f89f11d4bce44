import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { register } from "@/shared/shortcuts/shortcuts";
import { COMMANDS } from "./commands/registry";
import { useOpenEditor, useRunCommand } from "./EditorContext";

const WORKS_IN_FIELDS = new Set(["save", "deploy"]);
/** The browser's own undo of a text field is what a person means while typing in one. */
const REPEATS = /^(nudge|push|walk|undo|redo|select(Next|Previous))/;

/** Every command's keys, for as long as the editor is open; the sheet behind `?` lists them. */
export function useCommandKeys(): void {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const run = useRunCommand();
  useEffect(() => {
    const leave = COMMANDS.flatMap((command) =>
      (command.shortcuts ?? []).map((keys, index) =>
        register({
          keys,
          label: t(`commands.${command.name}`),
          group: t(`command_groups.${command.group}`),
          // A second key for the same thing works without a line of its own.
          isSilent: index > 0,
          worksInFields: WORKS_IN_FIELDS.has(command.name),
          repeats: REPEATS.test(command.name),
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
  }, [run, store, t]);
}
