import { TextInput } from "@mantine/core";
import { useClickOutside } from "@mantine/hooks";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Position } from "../graph/document";
import classes from "./palette.module.css";

export interface Choice {
  readonly id: string;
  readonly text: string;
  readonly hint: string;
  readonly color: string;
}

interface PickListProps {
  title?: string;
  placeholder: string;
  /** Upper left corner on the screen; moved inwards when there is no room. */
  at: Position;
  choices: (text: string) => readonly Choice[];
  nothing: string;
  pick: (id: string) => void;
  close: () => void;
}

const WIDTH = 300;
const HEIGHT = 360;

/** A list that opens at the pointer: type, arrows, Enter. */
export function PickList({ title, placeholder, at, choices, nothing, pick, close }: PickListProps) {
  const { t } = useTranslation("flows");
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const listId = useId();
  const box = useClickOutside<HTMLDivElement>(close);
  const found = choices(text);
  const shown = Math.min(active, found.length - 1);
  useEffect(() => {
    window.document.getElementById(`${listId}-${shown}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, shown]);

  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((shown + step + found.length) % Math.max(found.length, 1));
    }
    const choice = found[shown];
    if (event.key === "Enter" && choice) {
      event.preventDefault();
      pick(choice.id);
    }
  };

  const left = Math.max(8, Math.min(at.x, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(at.y, window.innerHeight - HEIGHT - 8));
  return (
    <div
      ref={box}
      className={classes.picker}
      style={{ left, top }}
      role="dialog"
      aria-label={title ?? placeholder}
      onKeyDown={press}
      data-testid="pick-list"
    >
      {title && <div className={classes.pickerTitle}>{title}</div>}
      <div className={classes.pickerHead}>
        <TextInput
          autoFocus
          placeholder={placeholder}
          aria-label={placeholder}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={found[shown] ? `${listId}-${shown}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
          }}
        />
      </div>
      <div className={classes.pickerList} id={listId} role="listbox" aria-label={title ?? t("palette.label")}>
        {found.length === 0 && <p className={classes.none}>{nothing}</p>}
        {found.map((choice, index) => (
          <button
            key={choice.id}
            id={`${listId}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === shown}
            className={classes.choice}
            style={{ "--mark": choice.color }}
            onPointerEnter={() => setActive(index)}
            onClick={() => pick(choice.id)}
            data-testid={`pick-${choice.id}`}
          >
            <span className={classes.choiceMark} aria-hidden />
            <span className={classes.choiceText}>{choice.text}</span>
            <span className={classes.choiceHint}>{choice.hint}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
