import { ActionIcon, CloseButton, TextInput, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import { findIn } from "../graph/find";
import { useNameOf } from "../inspector/useNames";
import classes from "./canvas.module.css";
import { nodeId } from "./nodes";
import { useReveal } from "./useReveal";

/** Find blocks and notes by anything they say; what does not hold the words steps back. */
export function FindBar() {
  const isFinding = useView((state) => state.isFinding);
  return isFinding ? <OpenFindBar /> : null;
}

function OpenFindBar() {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const document = useEditor((state) => state.scene.document);
  const catalogue = useEditor((state) => state.catalogue);
  const nameOf = useNameOf();
  const reveal = useReveal();
  const [text, setText] = useState("");
  const [current, setCurrent] = useState(-1);
  const field = useRef<HTMLInputElement>(null);
  const found = useMemo(() => findIn(document, catalogue, text, nameOf), [document, catalogue, text, nameOf]);

  useEffect(() => {
    view.setState({ found: text.trim() ? new Set(found.map(nodeId)) : null });
  }, [view, found, text]);
  useEffect(() => () => view.setState({ found: null }), [view]);

  const go = (step: 1 | -1) => {
    if (found.length === 0) return;
    const next = current < 0 && step < 0 ? found.length - 1 : (current + step + found.length) % found.length;
    const thing = found[next];
    setCurrent(next);
    if (thing) reveal(thing);
    field.current?.focus();
  };
  const close = () => view.setState({ isFinding: false });
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" || event.key === "F3") {
      event.preventDefault();
      event.stopPropagation();
      go(event.shiftKey ? -1 : 1);
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
    }
    // The browser's own search would find only what is drawn at the moment.
    if ((event.ctrlKey || event.metaKey) && event.key === "f") {
      event.preventDefault();
      field.current?.select();
    }
  };
  const count = text.trim() ? t("find.count", { index: current + 1, count: found.length }) : "";
  return (
    <search className={classes.find} onKeyDown={press} data-testid="find-bar">
      <TextInput
        ref={field}
        autoFocus
        size="xs"
        className={classes.findField}
        placeholder={t("find.hint")}
        aria-label={t("find.hint")}
        leftSection={<IconSearch size={14} aria-hidden />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setCurrent(-1);
        }}
      />
      <output className={classes.findCount} aria-live="polite">
        {count}
      </output>
      <Tooltip label={t("find.previous")}>
        <ActionIcon aria-label={t("find.previous")} disabled={found.length === 0} onClick={() => go(-1)}>
          <IconChevronUp size={15} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("find.next")}>
        <ActionIcon aria-label={t("find.next")} disabled={found.length === 0} onClick={() => go(1)}>
          <IconChevronDown size={15} />
        </ActionIcon>
      </Tooltip>
      <CloseButton size="sm" aria-label={t("find.close")} onClick={close} />
    </search>
  );
}
