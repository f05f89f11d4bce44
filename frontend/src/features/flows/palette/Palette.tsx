import { ActionIcon, CloseButton, NativeSelect, TextInput, Tooltip } from "@mantine/core";
import {
  IconChevronDown,
  IconChevronRight,
  IconHistory,
  IconLayoutSidebarLeftCollapse,
  IconLink,
  IconSearch,
  IconStar,
} from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAddBlock } from "../canvas/useAddBlock";
import { onlyBlock } from "../commands/command";
import { useEditor, useOpenEditor } from "../EditorContext";
import { type BlockType, type Port, valueOutputs } from "../graph/catalogue";
import { portsOf } from "../graph/ports";
import { portTitle, titleOf } from "../graph/wiring";
import { familyColor, familyOf } from "./families";
import { PaletteItem } from "./PaletteItem";
import classes from "./palette.module.css";
import { toggleFamily, useRemembered } from "./remembered";
import { habitsIn, searchTypes } from "./search";

interface Section {
  readonly name: string;
  readonly types: readonly BlockType[];
  /** Without a heading of its own: the hits of a search, best first. */
  readonly isPlain?: boolean;
}

/** All blocks by family. Dragged onto the canvas, or taken with Enter: then wired to the selected block if it fits. */
export function Palette() {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const following = useFollowing();
  const [text, setText] = useState("");
  const [isFollowing, setFollowing] = useState(false);
  const [port, setPort] = useState("");
  const [active, setActive] = useState(-1);
  const listId = useId();
  const addBlock = useAddBlock();
  const output = isFollowing
    ? (following?.outputs.find(({ name }) => name === port) ?? following?.outputs[0])
    : undefined;
  const sections = useSections(text, output, following);
  const folded = useRemembered((state) => state.folded);
  const isFolded = ({ name, isPlain }: Section) => !isPlain && folded.includes(name);
  const reachable = sections.filter((section) => !isFolded(section)).flatMap((section) => placesIn(section));
  const shown = Math.min(active < 0 && text ? 0 : active, reachable.length - 1);
  const current = reachable[shown];
  const add = (type: string) => addBlock(type, output?.name);

  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const start = shown < 0 && step < 0 ? 0 : shown;
      setActive((start + step + reachable.length) % Math.max(reachable.length, 1));
    }
    if (event.key === "Enter" && current) add(current.type.type);
    if (event.key === "Escape") {
      event.stopPropagation();
      setActive(-1);
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
          aria-haspopup="grid"
          aria-controls={listId}
          aria-activedescendant={current ? `${listId}-${current.key}` : undefined}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={text && <CloseButton size="sm" aria-label={t("clear")} onClick={() => setText("")} />}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setActive(-1);
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
      {output && following && (
        <div className={classes.after}>
          <span>{t("palette.after", { block: following.title })}</span>
          {following.outputs.length > 1 && (
            <NativeSelect
              size="xs"
              aria-label={t("palette.port")}
              value={output.name}
              data={following.outputs.map((one) => ({ value: one.name, label: portTitle(one) }))}
              onChange={(event) => setPort(event.currentTarget.value)}
            />
          )}
        </div>
      )}
      <div className={classes.list} id={listId}>
        {sections.every(({ types }) => types.length === 0) && (
          <p className={classes.none}>{text ? t("palette.nothing", { text }) : t("palette.nothing_follows")}</p>
        )}
        {sections.map((section) => (
          <SectionView key={section.name} section={section} isFolded={isFolded(section)}>
            {placesIn(section).map(({ key, type }) => (
              <PaletteItem
                key={key}
                id={`${listId}-${key}`}
                type={type}
                isActive={key === current?.key}
                isSecond={section.name === "favourites" || section.name === "recent"}
                add={() => add(type.type)}
              />
            ))}
          </SectionView>
        ))}
      </div>
    </aside>
  );
}

function SectionView({ section, isFolded, children }: { section: Section; isFolded: boolean; children: ReactNode }) {
  const { t } = useTranslation("flows");
  const { name, types, isPlain } = section;
  const title = t(`families.${name}`, name);
  if (types.length === 0) return null;
  const Chevron = isFolded ? IconChevronRight : IconChevronDown;
  const Picture = name === "favourites" ? IconStar : name === "recent" ? IconHistory : familyOf(name).icon;
  return (
    <div>
      {!isPlain && (
        <button
          type="button"
          className={classes.family}
          style={{ "--family": familyColor(name) }}
          aria-expanded={!isFolded}
          onClick={() => toggleFamily(name)}
          data-testid={`family-${name}`}
        >
          <Chevron size={13} aria-hidden />
          <Picture size={14} stroke={1.7} className={classes.icon} aria-hidden />
          <span className={classes.familyName}>{title}</span>
          <span className={classes.familyCount}>{types.length}</span>
        </button>
      )}
      {!isFolded && (
        // Rows of a block and its star. What folds them stands above: it is none of them.
        // biome-ignore lint/a11y/useSemanticElements: the cells are buttons that are dragged, and no table.
        <div role="grid" aria-label={title}>
          {children}
        </div>
      )}
    </div>
  );
}

/** A type may stand in two sections; each place has its own key. */
function placesIn({ name, types }: Section): { key: string; type: BlockType }[] {
  return types.map((type) => ({ key: `${name}-${type.type}`, type }));
}

/** Without a search: favourites, what was used last, then the families. Otherwise the hits, best first. */
function useSections(text: string, output: Port | undefined, following: Following | undefined): Section[] {
  const catalogue = useEditor((state) => state.catalogue);
  const document = useEditor((state) => state.scene.document);
  const favourites = useRemembered((state) => state.favourites);
  const recent = useRemembered((state) => state.recent);
  return useMemo(() => {
    const wanted = output && ({ side: "output", type: output.type } as const);
    const habits = wanted && following ? habitsIn(document, following.type, "output") : undefined;
    const types = searchTypes(catalogue, text, wanted, habits);
    if (text || wanted) return [{ name: "hits", types, isPlain: true }];
    const named = (names: readonly string[]) => names.flatMap((name) => catalogue.types.get(name) ?? []);
    return [
      { name: "favourites", types: named(favourites) },
      { name: "recent", types: named(recent.filter((name) => !favourites.includes(name))) },
      ...grouped(types),
    ];
  }, [catalogue, document, text, output, following, favourites, recent]);
}

interface Following {
  readonly type: string;
  readonly title: string;
  readonly outputs: readonly Port[];
}

/** While one block is selected: what leaves it. */
function useFollowing(): Following | undefined {
  const id = useEditor(({ scene }) => onlyBlock(scene));
  const block = useEditor(({ scene }) => (id === undefined ? undefined : scene.document.blocks[id]));
  const title = useEditor(({ scene, catalogue }) => (id === undefined ? "" : titleOf(scene.document, catalogue, id)));
  const ports = useEditor(({ catalogue }) => (id !== undefined && block ? portsOf(catalogue, id, block) : undefined));
  return useMemo(() => {
    const outputs = ports ? valueOutputs(ports.outputs) : [];
    return block && outputs.length > 0 ? { type: block.type, title, outputs } : undefined;
  }, [block, title, ports]);
}

function grouped(types: readonly BlockType[]): Section[] {
  const groups = new Map<string, BlockType[]>();
  for (const type of types) groups.set(type.family, [...(groups.get(type.family) ?? []), type]);
  return [...groups].map(([name, members]) => ({ name, types: members }));
}
