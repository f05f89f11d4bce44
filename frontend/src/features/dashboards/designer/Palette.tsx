import { Button, TextInput } from "@mantine/core";
import { IconFileImport, IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { widgetKinds } from "../widgets/registry";
import type { WidgetKind } from "../widgets/widget";
import { ImportIotoDialog } from "./ImportIotoDialog";
import classes from "./Palette.module.css";
import { Thumbnail } from "./Thumbnail";

interface PaletteProps {
  add: (kind: WidgetKind) => void;
  drag: (kind: WidgetKind | null) => void;
  paste: (text: string) => boolean;
}

/** All kinds of widgets: a click puts one into the first free place, a drag where it is let go. */
export function Palette({ add, drag, paste }: PaletteProps) {
  const { t } = useTranslation("dashboards");
  const [search, setSearch] = useState("");
  const [isImporting, setImporting] = useState(false);
  const words = search.trim().toLowerCase();
  const kinds = widgetKinds().filter(({ type, keywords }) =>
    `${t(`widget.${type}.title`)} ${t(`widget.${type}.summary`)} ${keywords}`.toLowerCase().includes(words),
  );
  const groups = [...new Set(kinds.map(({ group }) => group))];
  return (
    <div className={classes.palette}>
      <TextInput
        type="search"
        aria-label={t("palette.search")}
        placeholder={t("palette.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      {kinds.length === 0 && <p className={classes.hint}>{t("palette.none", { search })}</p>}
      {groups.map((group) => (
        <section key={group}>
          <h4 className={classes.group}>{t(`palette.group.${group}`)}</h4>
          <ul className={classes.list}>
            {kinds
              .filter((kind) => kind.group === group)
              .map((kind) => (
                <li key={kind.type}>
                  <button
                    type="button"
                    className={classes.entry}
                    draggable
                    data-testid={`palette-${kind.type}`}
                    onClick={() => add(kind)}
                    onDragStart={(event) => {
                      // Firefox starts no drag without data.
                      event.dataTransfer.setData("text/plain", kind.type);
                      event.dataTransfer.effectAllowed = "copy";
                      drag(kind);
                    }}
                    onDragEnd={() => drag(null)}
                  >
                    <Thumbnail kind={kind} />
                    <span>
                      <span className={classes.title}>{t(`widget.${kind.type}.title`)}</span>
                      <span className={classes.summary}>{t(`widget.${kind.type}.summary`)}</span>
                    </span>
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <p className={classes.hint}>{t("palette.hint")}</p>
      <Button
        variant="subtle"
        color="gray"
        size="compact-sm"
        leftSection={<IconFileImport size={14} aria-hidden />}
        onClick={() => setImporting(true)}
        data-testid="import-ioto"
      >
        {t("ioto.open")}
      </Button>
      {isImporting && <ImportIotoDialog close={() => setImporting(false)} paste={paste} />}
    </div>
  );
}
