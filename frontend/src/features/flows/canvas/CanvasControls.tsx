import { ActionIcon, Tooltip } from "@mantine/core";
import { IconEye, IconEyeOff, IconLayoutGrid, IconMaximize, IconMinus, IconPlus } from "@tabler/icons-react";
import { Panel, useStore } from "@xyflow/react";
import { useTranslation } from "react-i18next";
import { arrange } from "../commands/arrange";
import { useEditor, useOpenEditor, useView } from "../EditorContext";
import classes from "./canvas.module.css";
import { useCanvasView } from "./useCanvasView";

export function CanvasControls({ isPhone }: { isPhone: boolean }) {
  const { t } = useTranslation("flows");
  const { store, view } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const isWatching = useView((state) => state.isWatching);
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
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
      {!isPhone && <span className={classes.zoom}>{zoom} %</span>}
      {button(t("commands.zoomIn"), <IconPlus size={15} />, () => zoomBy(1.25))}
      {button(t("commands.fitView"), <IconMaximize size={15} />, () => show())}
      {!isReadOnly &&
        button(t("commands.arrange"), <IconLayoutGrid size={15} />, () => store.getState().apply(arrange, undefined))}
      {button(
        t(isWatching ? "canvas.watch_off" : "canvas.watch_on"),
        isWatching ? <IconEye size={15} /> : <IconEyeOff size={15} />,
        () => view.setState({ isWatching: !isWatching }),
      )}
    </Panel>
  );
}
