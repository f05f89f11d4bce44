import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WidgetKind } from "../../widgets/widget";
import type { Dragged } from "../dragged";
import { Palette } from "../Palette";
import { DataTree } from "./DataTree";
import { FlowOutputs } from "./FlowOutputs";
import classes from "./Library.module.css";

interface LibraryProps {
  add: (kind: WidgetKind) => void;
  drag: (dragged: Dragged | null) => void;
  offer: (dragged: Dragged, from: HTMLElement) => void;
  /** Puts widgets in the form of the clipboard onto the page. */
  paste: (text: string) => boolean;
}

const SHELVES = ["widgets", "data", "flows"] as const;

/** The column on the left: what can be put onto the page, by its looks or by what it shows. */
export function Library({ add, drag, offer, paste }: LibraryProps) {
  const { t } = useTranslation("dashboards");
  const [shelf, setShelf] = useState<(typeof SHELVES)[number]>("widgets");
  return (
    <aside className={classes.column} aria-label={t("library.title")} data-area="library" data-testid="library">
      <div className={classes.head}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t("library.title")}
          value={shelf}
          onChange={(value) => setShelf(SHELVES.find((one) => one === value) ?? "widgets")}
          data={SHELVES.map((value) => ({ value, label: t(`library.${value}`) }))}
        />
      </div>
      {shelf === "widgets" && (
        <Palette add={add} drag={(kind) => drag(kind && { what: "widget", kind })} paste={paste} />
      )}
      {shelf === "data" && <DataTree drag={drag} offer={offer} />}
      {shelf === "flows" && <FlowOutputs drag={drag} offer={offer} />}
    </aside>
  );
}
