import { ActionIcon, Button, SegmentedControl, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconHistory,
  IconVariable,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ageText } from "@/shared/time/format";
import { useNow } from "@/shared/time/useNow";
import { copyFromDesktop } from "../commands/phone";
import type { LayoutName } from "../document/dashboardDocument";
import { isDirty } from "../editor/dashboardEditor";
import { useEditorState } from "../editor/EditorContext";
import classes from "./EditTools.module.css";
import type { Designer } from "./useDesigner";

interface EditToolsProps {
  designer: Designer;
  layout: LayoutName;
  setLayout: (layout: LayoutName) => void;
  pageId: string;
  isSaving: boolean;
  savedAt: number | null;
  showVariables: () => void;
  showVersions: () => void;
  publish: () => void;
  done: () => void;
}

export function EditTools(props: EditToolsProps) {
  const { designer, layout, setLayout, pageId, isSaving, savedAt, showVariables, showVersions, publish, done } = props;
  const { t } = useTranslation("dashboards");
  const last = useEditorState((state) => state.past.at(-1)?.name);
  const next = useEditorState((state) => state.future[0]?.name);
  const isUnsaved = useEditorState(isDirty);
  return (
    <>
      <SaveState isUnsaved={isUnsaved} savedAt={savedAt} />
      <Tool
        label={last ? t("edit.undo", { what: t(`commandName.${last}`) }) : t("edit.nothingToUndo")}
        run={designer.undo}
        isDisabled={!last}
        testId="undo"
      >
        <IconArrowBackUp size={18} stroke={1.6} />
      </Tool>
      <Tool
        label={next ? t("edit.redo", { what: t(`commandName.${next}`) }) : t("edit.nothingToRedo")}
        run={designer.redo}
        isDisabled={!next}
        testId="redo"
      >
        <IconArrowForwardUp size={18} stroke={1.6} />
      </Tool>
      <SegmentedControl
        size="xs"
        value={layout}
        onChange={(value) => setLayout(value === "mobile" ? "mobile" : "desktop")}
        data={[
          { value: "desktop", label: <LayoutIcon label={t("edit.desktop")} icon={<IconDeviceDesktop size={16} />} /> },
          { value: "mobile", label: <LayoutIcon label={t("edit.phone")} icon={<IconDeviceMobile size={16} />} /> },
        ]}
      />
      {layout === "mobile" && (
        <Button variant="default" onClick={() => designer.run(copyFromDesktop(pageId))} data-testid="copy-from-desktop">
          {t("edit.copyFromDesktop")}
        </Button>
      )}
      <Tool label={t("variable.edit")} run={showVariables} testId="edit-variables">
        <IconVariable size={18} stroke={1.6} />
      </Tool>
      <Tool label={t("edit.versions")} run={showVersions} testId="versions">
        <IconHistory size={18} stroke={1.6} />
      </Tool>
      <Button variant="default" loading={isSaving} onClick={() => void designer.save()} data-testid="save-dashboard">
        {t("edit.save")}
      </Button>
      <Button variant="default" loading={isSaving} onClick={publish} data-testid="publish-dashboard">
        {t("publish.open")}
      </Button>
      <Button loading={isSaving} onClick={done} data-testid="done-editing">
        {t("edit.done")}
      </Button>
    </>
  );
}

interface ToolProps {
  label: string;
  run: () => void;
  isDisabled?: boolean;
  testId: string;
  children: ReactNode;
}

function Tool({ label, run, isDisabled = false, testId, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={run} disabled={isDisabled} data-testid={testId}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function LayoutIcon({ label, icon }: { label: string; icon: ReactNode }) {
  return (
    <Tooltip label={label}>
      <span className={classes.layout}>
        {icon}
        <span className="visually-hidden">{label}</span>
      </span>
    </Tooltip>
  );
}

function SaveState({ isUnsaved, savedAt }: { isUnsaved: boolean; savedAt: number | null }) {
  const { t } = useTranslation("dashboards");
  const now_ms = useNow(isUnsaved || savedAt === null ? null : 1000);
  const age_ms = savedAt === null ? 0 : Math.max(0, now_ms - savedAt);
  return (
    <span className={classes.saved} role="status" data-testid="save-state">
      {isUnsaved
        ? t("edit.unsaved")
        : savedAt === null || age_ms < 2000
          ? t("edit.saved")
          : t("edit.savedAgo", { age: ageText(age_ms) })}
    </span>
  );
}
