import { ActionIcon, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { textOfKeys } from "@/shared/shortcuts/shortcuts";
import type { LayoutName } from "../document/dashboardDocument";
import classes from "./ArrangeTools.module.css";
import { ACTIONS, type Action, SECTIONS } from "./actions";
import type { Designer } from "./useDesigner";
import { useScene } from "./useScene";

interface ArrangeToolsProps {
  designer: Designer;
  layout: LayoutName;
  pageId: string;
}

/** Everything that arranges the selection, as icons in one row of groups. */
export function ArrangeTools({ designer, layout, pageId }: ArrangeToolsProps) {
  const { t } = useTranslation("dashboards");
  const scene = useScene(layout, pageId);
  const offered = ACTIONS.filter((action) => action.isOffered?.(scene) ?? true);
  return (
    <div className={classes.tools} role="toolbar" aria-label={t("action.toolbar")}>
      {SECTIONS.filter((section) => section !== "edit").map((section) => {
        const actions = offered.filter((action) => action.section === section && action.isEnabled(scene));
        return (
          actions.length > 0 && (
            <div key={section} className={classes.section}>
              {actions.map((action) => (
                <Tool key={action.name} action={action} run={() => action.run(designer)} />
              ))}
            </div>
          )
        );
      })}
    </div>
  );
}

function Tool({ action, run }: { action: Action; run: () => void }) {
  const { t } = useTranslation("dashboards");
  const label = t(`action.${action.name}`);
  return (
    <Tooltip label={action.keys ? `${label} (${textOfKeys(action.keys)})` : label}>
      <ActionIcon size={28} aria-label={label} onClick={run} data-testid={`action-${action.name}`}>
        <action.icon size={18} stroke={1.5} />
      </ActionIcon>
    </Tooltip>
  );
}
