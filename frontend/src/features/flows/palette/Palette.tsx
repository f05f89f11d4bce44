import { ActionIcon, CloseButton, TextInput, Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLink, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddBlock } from "../canvas/useAddBlock";
import { useEditor, useOpenEditor } from "../EditorContext";
import type { BlockType } from "../graph/catalogue";
import { portsOf } from "../graph/ports";
import { PaletteItem } from "./PaletteItem";
import classes from "./palette.module.css";
import { searchTypes, type WantedPort } from "./search";

/** All blocks by family. Dragged onto the canvas, or taken with Enter: then wired to the selected block if it fits. */
export function Palette() {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const catalogue = useEditor((state) => state.catalogue);
  const following = useFollowing();
  const [text, setText] = useState("");
  const [isFollowing, setFollowing] = useState(false);
  const [active, setActive] = useState(0);
  const listId = useId();
  const addBlock = useAddBlock();
  const wanted = isFollowing ? following : undefined;
  const groups = useMemo(() => grouped(searchTypes(catalogue, text, wanted)), [catalogue, text, wanted]);
  const found = groups.flatMap(([, types]) => types);
  const shown = Math.min(active, found.length - 1);

  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((shown + step + found.length) % Math.max(found.length, 1));
    }
    const type = found[shown];
    if (event.key === "Enter" && type) addBlock(type.type);
    if (event.key === "Escape") {
      event.stopPropagation();
      if (text) setText("");
      else event.currentTarget.querySelector("input")?.blur();
    }
  };

  return (
    <aside className={classes.palette} aria-label={t("palette.label")}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys belong to the search field inside. */}
      <div className={classes.head} onKeyDown={press}>
        <TextInput
          className={classes.search}
          type="search"
          placeholder={t("palette.search")}
          aria-label={t("palette.search")}
          data-testid="palette-search"
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={found[shown] ? `${listId}-${found[shown].type}` : undefined}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={text && <CloseButton size="sm" aria-label={t("clear")} onClick={() => setText("")} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setActive(0);
          }}
        />
        <Tooltip label={t("palette.following")}>
          <ActionIcon
            className={classes.tool}
            variant={isFollowing ? "light" : "subtle"}
            color={isFollowing ? "blue" : "gray"}
            disabled={!following && !isFollowing}
            aria-pressed={isFollowing}
            aria-label={t("palette.following")}
            onClick={() => setFollowing(!isFollowing)}
          >
            <IconLink size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("palette.collapse")}>
          <ActionIcon aria-label={t("palette.collapse")} onClick={() => view.setState({ isPaletteOpen: false })}>
            <IconLayoutSidebarLeftCollapse size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.list} id={listId} role="listbox" aria-label={t("palette.label")}>
        {found.length === 0 && (
          <p className={classes.none}>{text ? t("palette.nothing", { text }) : t("palette.nothing_follows")}</p>
        )}
        {groups.map(([family, types]) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a list of options would be read as a form.
          <div key={family} role="group" aria-label={t(`families.${family}`, family)}>
            {!text && (
              <div className={classes.family} aria-hidden>
                {t(`families.${family}`, family)}
              </div>
            )}
            {types.map((type) => (
              <PaletteItem
                key={type.type}
                id={`${listId}-${type.type}`}
                type={type}
                isActive={text !== "" && type === found[shown]}
                add={() => addBlock(type.type)}
              />
            ))}
          </div>
        ))}
      </div>
    </aside>
  );
}

/** While one block is selected: the type of what leaves it. */
function useFollowing(): WantedPort | undefined {
  const type = useEditor(({ scene, catalogue }) => {
    const [id] = scene.selection.blocks;
    const block = id && scene.selection.blocks.size === 1 ? scene.document.blocks[id] : undefined;
    return id && block ? portsOf(catalogue, id, block).outputs[0]?.type : undefined;
  });
  return useMemo(() => (type ? { side: "output", type } : undefined), [type]);
}

function grouped(types: readonly BlockType[]): [family: string, types: BlockType[]][] {
  const groups = new Map<string, BlockType[]>();
  for (const type of types) groups.set(type.family, [...(groups.get(type.family) ?? []), type]);
  return [...groups];
}
