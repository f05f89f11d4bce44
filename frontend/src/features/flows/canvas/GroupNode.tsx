import { ActionIcon, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import { setGroup } from "../commands/setGroup";
import { useActivity, useEditor, useOpenEditor } from "../EditorContext";
import { portAddress } from "../graph/document";
import { foldedPortY } from "../graph/groups";
import { inputOf, outputOf } from "../graph/ports";
import { portTitle, titleOf } from "../graph/wiring";
import { wireColor } from "../palette/families";
import { ValueChip } from "../runs/ValueChip";
import classes from "./canvas.module.css";
import { type GroupNodeType, PORT_SIZE, thingOf } from "./nodes";
import { GRIPS, useGroupResize } from "./useGroupResize";

/** A frame with a name around blocks that belong together. Its head is what one takes hold of. */
export const GroupNode = memo(function GroupNode({ id: node, data, selected }: NodeProps<GroupNodeType>) {
  const { t } = useTranslation("flows");
  const { store } = useOpenEditor();
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const [isNaming, setNaming] = useState(false);
  const { id } = thingOf(node);
  const { group, inputs, outputs } = data;
  const isFailing = useActivity(({ blocks }) => group.blocks.some((block) => blocks[block]?.lastError));
  const change = (values: Parameters<typeof setGroup.apply>[1]["values"]) =>
    store.getState().apply(setGroup, { group: id, values });
  const { style, resize } = useGroupResize(id, group);
  const names = [
    classes.group,
    group.is_collapsed && classes.foldedGroup,
    selected && classes.groupSelected,
    group.is_collapsed && isFailing && classes.failing,
  ];
  const Chevron = group.is_collapsed ? IconChevronRight : IconChevronDown;
  const fold = t(group.is_collapsed ? "groups.unfold" : "groups.fold");
  return (
    <div
      className={names.filter(Boolean).join(" ")}
      style={{ "--tint": `var(--tint-${group.color}, var(--tint-grey))`, ...style }}
      data-testid={`group-${id}`}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: F2 names the selected group by keyboard. */}
      <div className={`${classes.groupHead} sluice-grip`} onDoubleClick={() => setNaming(!isReadOnly)}>
        <Tooltip label={fold} openDelay={400}>
          <ActionIcon
            size={20}
            className="nodrag"
            aria-label={fold}
            aria-expanded={!group.is_collapsed}
            disabled={isReadOnly}
            onClick={() => change({ is_collapsed: !group.is_collapsed })}
          >
            <Chevron size={14} />
          </ActionIcon>
        </Tooltip>
        {isNaming ? (
          <input
            // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here.
            autoFocus
            className={`${classes.rename} nodrag nopan`}
            defaultValue={group.title}
            maxLength={80}
            aria-label={t("groups.title")}
            onBlur={(event) => {
              setNaming(false);
              if (event.currentTarget.value !== group.title) change({ title: event.currentTarget.value.trim() });
            }}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === "Enter") event.currentTarget.blur();
              if (event.key === "Escape") setNaming(false);
            }}
          />
        ) : (
          <span className={group.title ? classes.groupTitle : classes.groupUntitled}>
            {group.title || t("groups.untitled")}
          </span>
        )}
        <span className={classes.groupCount}>{t("groups.blocks", { count: group.blocks.length })}</span>
      </div>
      {!isReadOnly &&
        !group.is_collapsed &&
        GRIPS.map((grip) => (
          <span
            key={`${grip.x} ${grip.y}`}
            className={`${classes.groupGrip} nodrag nopan`}
            data-grip={`${grip.x} ${grip.y}`}
            data-testid={`group-grip-${grip.x}-${grip.y}`}
            onPointerDown={(event) => resize(event, grip)}
            aria-hidden
          />
        ))}
      {group.note && !group.is_collapsed && <div className={classes.groupNote}>{group.note}</div>}
      {inputs.map((name, index) => (
        <FoldedPort key={name} name={name} side="input" top={foldedPortY(index)} />
      ))}
      {outputs.map((name, index) => (
        <FoldedPort key={name} name={name} side="output" top={foldedPortY(index)} />
      ))}
    </div>
  );
});

/** A port of a block inside, as far as a wire crosses the frame to it. */
function FoldedPort({ name, side, top }: { name: string; side: "input" | "output"; top: number }) {
  const at = portAddress(name);
  const block = useEditor(({ scene, catalogue }) => titleOf(scene.document, catalogue, at.block));
  const port = useEditor(({ scene, catalogue }) =>
    (side === "input" ? inputOf : outputOf)(scene.document, catalogue, at),
  );
  const title = port ? portTitle(port) : at.port;
  const isOutput = side === "output";
  return (
    <>
      <Handle
        id={name}
        type={isOutput ? "source" : "target"}
        position={isOutput ? Position.Right : Position.Left}
        isConnectable={false}
        className={classes.port}
        style={{ top: top - PORT_SIZE / 2 - 1, "--wire": wireColor(port?.type ?? "any") }}
        data-type={port?.type}
        role="img"
        aria-label={`${block} · ${title}`}
        title={`${block} · ${title}`}
      />
      <span className={isOutput ? classes.foldedOut : classes.foldedIn} style={{ top }}>
        {block} · {title}
      </span>
      {isOutput && (
        <span className={`${classes.beside} ${classes.right}`} style={{ top }}>
          <ValueChip block={at.block} port={at.port} />
        </span>
      )}
    </>
  );
}
