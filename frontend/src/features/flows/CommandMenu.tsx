import { Kbd, Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { textOfKeys } from "@/shared/shortcuts/shortcuts";
import type { Command } from "./commands/command";
import { COMMANDS } from "./commands/registry";
import { useEditor, useOpenEditor, useRunCommand, useView } from "./EditorContext";

/** What the menu offers, in this order and these parts; what makes no sense for the selection is left out. */
const PARTS: readonly (readonly string[])[] = [
  ["quickAdd", "newNote", "wireFrom", "replaceSelected", "renameSelected", "openParams"],
  ["switchOff", "bypass"],
  ["groupSelected", "ungroupSelected", "foldGroup", "makeSubflow", "goInside"],
  ["alignLefts", "alignCentres", "alignRights", "alignTops", "alignMiddles", "alignBottoms"],
  ["distributeAcross", "distributeDown", "arrange"],
  ["duplicate", "deleteAndRewire", "deleteSelected"],
  ["selectAll", "fitView", "findBlock"],
];
/** These say something only about the canvas as a whole, or only about a selection. */
const WITHOUT_SELECTION = new Set(["newNote", "arrange", "selectAll", "fitView", "findBlock"]);
const EDITS = new Set(["edit", "arrange", "flow"]);

/** The commands for what was clicked with the right button, with their keys. */
export function CommandMenu() {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const menu = useView((state) => state.menu);
  const scene = useEditor((state) => state.scene);
  const catalogue = useEditor((state) => state.catalogue);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const run = useRunCommand();
  if (!menu) return null;
  const { blocks, wires, notes, groups } = scene.selection;
  const chosen = blocks.size + wires.size + notes.size + groups.size;
  const isOffered = (command: Command) => {
    if (isReadOnly && EDITS.has(command.group)) return false;
    if (chosen === 0 ? !(WITHOUT_SELECTION.has(command.name) || command.name === "quickAdd") : false) return false;
    if (chosen > 0 && WITHOUT_SELECTION.has(command.name) && !(command.name === "arrange" && blocks.size > 1))
      return false;
    return command.isEnabled(scene, { catalogue, idsAbove: 0 });
  };
  const parts = PARTS.map((names) =>
    names.flatMap((name) => COMMANDS.find((command) => command.name === name && isOffered(command)) ?? []),
  ).filter((part) => part.length > 0);
  const close = () => view.setState({ menu: null });
  return (
    <Menu opened onClose={close} position="bottom-start" withinPortal offset={0} width={250}>
      <Menu.Target>
        <span style={{ position: "fixed", left: menu.screen.x, top: menu.screen.y }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown data-testid="command-menu">
        {parts.map((part, index) => [
          index > 0 && <Menu.Divider key={`before ${part[0]?.name}`} />,
          ...part.map((command) => (
            <Menu.Item
              key={command.name}
              color={command.name === "deleteSelected" ? "var(--critical-text)" : undefined}
              rightSection={<Keys keys={command.shortcuts?.[0]} />}
              onClick={() => {
                close();
                run(command);
              }}
            >
              {t(`commands.${command.name}`)}
            </Menu.Item>
          )),
        ])}
      </Menu.Dropdown>
    </Menu>
  );
}

function Keys({ keys }: { keys: string | undefined }) {
  return keys ? <Kbd size="xs">{textOfKeys(keys)}</Kbd> : null;
}
