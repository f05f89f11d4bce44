import { Kbd, Modal } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { labelsOfKeys, type Shortcut, useShortcutRegistry } from "@/shared/shortcuts/shortcuts";
import classes from "./ShortcutSheet.module.css";

interface ShortcutSheetProps {
  isOpen: boolean;
  close: () => void;
}

export function Keys({ keys }: { keys: string }) {
  return (
    <span className={classes.keys}>
      {labelsOfKeys(keys).map((stroke) =>
        stroke.map((label) => (
          <Kbd key={`${stroke.join("+")} ${label}`} size="xs">
            {label}
          </Kbd>
        )),
      )}
    </span>
  );
}

function grouped(shortcuts: readonly Shortcut[]): Map<string, Shortcut[]> {
  const groups = new Map<string, Shortcut[]>();
  for (const one of shortcuts) {
    if (!one.isSilent) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);
  }
  return groups;
}

/** Every key that works on the page at hand. */
export function ShortcutSheet({ isOpen, close }: ShortcutSheetProps) {
  const { t } = useTranslation();
  const { shortcuts } = useShortcutRegistry();
  return (
    <Modal opened={isOpen} onClose={close} title={t("frame.shortcuts")} size="lg">
      <div className={classes.groups}>
        {[...grouped(shortcuts)].map(([group, list]) => (
          <section key={group}>
            <h2 className={classes.heading}>{group}</h2>
            <dl className={classes.list}>
              {list.map((one) => (
                <Fragment key={`${one.keys} ${one.label}`}>
                  <dt>
                    <Keys keys={one.keys} />
                  </dt>
                  <dd>{one.label}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
