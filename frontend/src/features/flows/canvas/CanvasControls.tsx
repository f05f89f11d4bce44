import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import {
  IconEye,
  IconEyeOff,
  IconInfoCircle,
  IconLayoutGrid,
  IconMap2,
  IconMaximize,
  IconMinus,
  IconNote,
  IconPlus,
  IconSearch,
} from "@tabler/icons-react";
import { Panel, useStore } from "@xyflow/react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { arrange } from "../commands/arrange";
import { findBlock } from "../commands/findBlock";
import { newNote } from "../commands/newNote";
import { toggleMinimap } from "../commands/toggleMinimap";
import { useEditor, useOpenEditor, useRunCommand, useView } from "../EditorContext";
import { wireColor } from "../palette/families";
import classes from "./canvas.module.css";
import { useCanvasView } from "./useCanvasView";

/** Drawn once: the canvas around it is drawn in every frame of a move. */
export const CanvasControls = memo(function CanvasControls({ isPhone }: { isPhone: boolean }) {
  const { t } = useTranslation("flows");
  const { view } = useOpenEditor();
  const run = useRunCommand();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isWatching = useView((state) => state.isWatching);
  const { show, zoomBy } = useCanvasView();
  const button = (label: string, icon: React.ReactNode, run: () => void) => (
    <Tooltip label={label} position="top">
      <ActionIcon onClick={run} aria-label={label} size={isPhone ? 44 : 28}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
  return (
    <Panel position="bottom-left" className={classes.controls}>
      {button(t("commands.zoomOut"), <IconMinus size={15} />, () => zoomBy(0.8))}
      {!isPhone && <ZoomText />}
      {button(t("commands.zoomIn"), <IconPlus size={15} />, () => zoomBy(1.25))}
      {button(t("commands.fitView"), <IconMaximize size={15} />, () => show())}
      {!isReadOnly && button(t("commands.arrange"), <IconLayoutGrid size={15} />, () => run(arrange))}
      {!isPhone && !isReadOnly && button(t("commands.newNote"), <IconNote size={15} />, () => run(newNote))}
      {!isPhone && button(t("commands.toggleMinimap"), <IconMap2 size={15} />, () => run(toggleMinimap))}
      {!isPhone && button(t("commands.findBlock"), <IconSearch size={15} />, () => run(findBlock))}
      {button(
        t(isWatching ? "canvas.watch_off" : "canvas.watch_on"),
        isWatching ? <IconEye size={15} /> : <IconEyeOff size={15} />,
        () => view.setState({ isWatching: !isWatching }),
      )}
      {!isPhone && <PortLegend />}
    </Panel>
  );
});

/** By itself, because it changes in every frame of a zoom and the buttons beside it do not. */
function ZoomText() {
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return <span className={classes.zoom}>{zoom} %</span>;
}

const TYPES = ["number", "boolean", "text", "json", "series", "any", "trigger", "error"] as const;

/** What the colours and shapes of ports mean. */
function PortLegend() {
  const { t } = useTranslation("flows");
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover position="top-start" width={240} opened={isOpen} onChange={setOpen}>
      <Popover.Target>
        <Tooltip label={t("legend.title")} position="top" disabled={isOpen}>
          <ActionIcon
            aria-label={t("legend.title")}
            size={28}
            onClick={() => setOpen(!isOpen)}
            onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
          >
            <IconInfoCircle size={15} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <dl className={classes.legend}>
          {TYPES.map((type) => (
            <div key={type}>
              <dt>
                <span
                  className={classes.legendPort}
                  data-type={type}
                  style={{ "--wire": wireColor(type) }}
                  aria-hidden
                />
                {t(`port_types.${type}`)}
              </dt>
              <dd>{t(`legend.${type}`)}</dd>
            </div>
          ))}
        </dl>
        <p className={classes.legendFoot}>{t("legend.optional")}</p>
      </Popover.Dropdown>
    </Popover>
  );
}
