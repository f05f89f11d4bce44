import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { NodeKind } from "@/shared/nodes/nodes";
import { NodePicker } from "@/shared/pickers/NodePicker";
import type { PickedNode } from "@/shared/pickers/nodeQueries";
import type { Dragged } from "../dragged";
import classes from "./Library.module.css";

interface DataTreeProps {
  drag: (dragged: Dragged | null) => void;
  /** By keyboard: the same as letting go on the page. */
  offer: (dragged: Dragged, from: HTMLElement) => void;
}

const KINDS: readonly NodeKind[] = ["device", "metric"];

/** Devices and metrics to be dragged onto the page or onto a widget; several are ticked first and go together. */
export function DataTree({ drag, offer }: DataTreeProps) {
  const { t } = useTranslation("dashboards");
  const [chosen, setChosen] = useState<ReadonlyMap<string, PickedNode>>(new Map());
  const button = useRef<HTMLButtonElement>(null);
  const toggle = (node: PickedNode) => {
    const next = new Map(chosen);
    if (!next.delete(node.key)) next.set(node.key, node);
    setChosen(next);
  };
  return (
    <div className={classes.tree} data-testid="data-tree">
      <NodePicker
        chosen={new Set(chosen.keys())}
        toggle={toggle}
        kinds={KINDS}
        isMultiple
        isTall
        drag={(node) => {
          if (!node) drag(null);
          else drag({ what: "nodes", nodes: chosen.has(node.key) ? [...chosen.values()] : [node] });
        }}
      />
      <div className={classes.foot}>
        {chosen.size === 0 ? (
          <p className={classes.hint}>{t("library.dataHint")}</p>
        ) : (
          <Button
            ref={button}
            fullWidth
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => button.current && offer({ what: "nodes", nodes: [...chosen.values()] }, button.current)}
            data-testid="add-chosen"
          >
            {t("library.addChosen", { count: chosen.size })}
          </Button>
        )}
      </div>
    </div>
  );
}
