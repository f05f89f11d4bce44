import { useState } from "react";
import { useTranslation } from "react-i18next";
import { setLabel } from "../commands/setLabel";
import { useOpenEditor } from "../EditorContext";
import classes from "./canvas.module.css";

/** Give a block its name where it stands. Enter keeps it, Esc leaves the old one. */
export function RenameField({ id, label, placeholder }: { id: string; label: string; placeholder: string }) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const [text, setText] = useState(label);
  const done = () => view.setState({ renaming: null });
  const keep = () => {
    store.getState().apply(setLabel, { block: id, label: text.trim() });
    done();
  };
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here.
      autoFocus
      className={`${classes.rename} nodrag nopan`}
      value={text}
      placeholder={placeholder}
      maxLength={60}
      aria-label={t("commands.renameSelected")}
      data-testid="rename"
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") keep();
        if (event.key === "Escape") done();
      }}
    />
  );
}
