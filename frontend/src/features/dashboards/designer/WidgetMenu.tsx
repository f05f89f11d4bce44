import { Menu } from "@mantine/core";
import { IconAdjustments, IconClipboard, IconClipboardCopy, IconCut } from "@tabler/icons-react";
import { Fragment, useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { textOfKeys } from "@/shared/shortcuts/shortcuts";
import { ACTIONS, type Action } from "./actions";
import { focusPanel } from "./areas";
import type { Designer } from "./useDesigner";
import { useFirstItem } from "./useFirstItem";
import { useScene } from "./useScene";
import classes from "./WidgetMenu.module.css";

interface Opened {
  x: number;
  y: number;
  /** What had the focus: it gets it back. */
  from: HTMLElement | null;
}

/** The menu of the right mouse button, or of the menu key, on a widget or on the page. */
export function useWidgetMenu(designer: Designer) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const open = useCallback(
    (event: React.MouseEvent) => {
      if (!(event.target instanceof Element)) return;
      event.preventDefault();
      const cell = event.target.closest<HTMLElement>("[data-cell]");
      const id = cell?.dataset.cell;
      if (id !== undefined && !designer.selection().includes(id)) designer.select(id, false);
      if (id === undefined) designer.deselect();
      // The menu key knows no point: the middle of what has the focus is as good.
      const rect = event.target.getBoundingClientRect();
      const isKey = event.clientX === 0 && event.clientY === 0;
      setOpened({
        x: isKey ? rect.left + rect.width / 2 : event.clientX,
        y: isKey ? rect.top + rect.height / 2 : event.clientY,
        from: cell?.querySelector<HTMLElement>("[data-cover]") ?? null,
      });
    },
    [designer],
  );
  const close = useCallback(() => {
    setOpened((known) => {
      known?.from?.focus({ preventScroll: true });
      return null;
    });
  }, []);
  return { open, menu: opened && <WidgetMenu designer={designer} at={opened} close={close} /> };
}

interface WidgetMenuProps {
  designer: Designer;
  at: Opened;
  close: () => void;
}

const SUBMENUS: [name: string, sections: Action["section"][]][] = [
  ["align", ["align", "distribute"]],
  ["size", ["size"]],
  ["stack", ["stack"]],
  ["screen", ["screen"]],
];

function WidgetMenu({ designer, at, close }: WidgetMenuProps) {
  const { t } = useTranslation("dashboards");
  const { layout, pageId } = designer.place();
  const scene = useScene(layout, pageId);
  const has = scene.selection.length > 0;
  const clipboard = useMenuClipboard(designer);
  const menu = useRef<HTMLDivElement>(null);
  useFirstItem(menu, true);
  const offered = ACTIONS.filter((action) => action.isOffered?.(scene) ?? true);
  const items = (sections: readonly Action["section"][]) =>
    offered
      .filter(({ section }) => sections.includes(section))
      .map((action) => (
        <Item
          key={action.name}
          label={t(`action.${action.name}`)}
          icon={<action.icon size={16} stroke={1.5} />}
          keys={action.keys}
          isDisabled={!action.isEnabled(scene)}
          run={() => action.run(designer)}
        />
      ));
  return (
    <Menu opened onClose={close} position="bottom-start" offset={0} width={240} returnFocus={false}>
      <Menu.Target>
        <div className={classes.point} style={{ left: at.x, top: at.y }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown ref={menu} data-testid="widget-menu">
        {has && (
          <Item
            label={t("action.properties")}
            icon={<IconAdjustments size={16} stroke={1.5} />}
            keys="enter"
            run={focusPanel}
          />
        )}
        {has && <Menu.Divider />}
        <Item
          label={t("action.cut")}
          icon={<IconCut size={16} stroke={1.5} />}
          keys="mod+x"
          isDisabled={!has}
          run={() => void clipboard.cut()}
        />
        <Item
          label={t("action.copy")}
          icon={<IconClipboardCopy size={16} stroke={1.5} />}
          keys="mod+c"
          isDisabled={!has}
          run={() => void clipboard.copy()}
        />
        <Item
          label={t("action.paste")}
          icon={<IconClipboard size={16} stroke={1.5} />}
          keys="mod+v"
          run={() => void clipboard.paste()}
        />
        {has && items(["edit"])}
        {has && <Menu.Divider />}
        {has &&
          SUBMENUS.map(([name, sections]) => {
            const inside = items(sections);
            if (inside.length === 0) return <Fragment key={name} />;
            return (
              <Menu.Sub key={name}>
                <Menu.Sub.Target>
                  <Menu.Sub.Item>{t(`action.menu.${name}`)}</Menu.Sub.Item>
                </Menu.Sub.Target>
                <Menu.Sub.Dropdown>{inside}</Menu.Sub.Dropdown>
              </Menu.Sub>
            );
          })}
        {has && <Menu.Divider />}
        {has && items(["group"])}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ItemProps {
  label: string;
  icon: React.ReactNode;
  keys?: string | undefined;
  isDisabled?: boolean;
  run: () => void;
}

function Item({ label, icon, keys, isDisabled = false, run }: ItemProps) {
  return (
    <Menu.Item
      leftSection={icon}
      rightSection={keys && <span className={classes.keys}>{textOfKeys(keys)}</span>}
      disabled={isDisabled}
      onClick={run}
    >
      {label}
    </Menu.Item>
  );
}

/** A menu has no clipboard event: the browser is asked, and where it refuses, the keys are named. */
function useMenuClipboard(designer: Designer) {
  const { t } = useTranslation("dashboards");
  const copy = async (): Promise<boolean> => {
    const clip = designer.copied();
    if (!clip) return false;
    try {
      await navigator.clipboard.writeText(clip);
      return true;
    } catch {
      notify(t("clipboard.useKeys", { keys: textOfKeys("mod+c") }));
      return false;
    }
  };
  return {
    copy,
    async cut() {
      if (await copy()) designer.remove();
    },
    async paste() {
      try {
        if (!designer.paste(await navigator.clipboard.readText())) notify(t("clipboard.nothing"));
      } catch {
        notify(t("clipboard.useKeys", { keys: textOfKeys("mod+v") }));
      }
    },
  };
}
