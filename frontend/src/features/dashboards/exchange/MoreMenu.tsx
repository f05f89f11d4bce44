import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDots, IconDownload, IconTemplate } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notify, notifyError } from "@/shared/notify/notify";
import { may } from "@/shared/session/may";
import { useEditor } from "../editor/EditorContext";
import { type DashboardDetail, exportDashboard } from "../queries";
import { SaveTemplateDialog } from "./SaveTemplateDialog";
import { saveFile } from "./saveFile";

/** The dashboard out as a file, or kept as a template: as it stands on the screen. */
export function MoreMenu({ dashboard }: { dashboard: DashboardDetail }) {
  const { t } = useTranslation("dashboards");
  const editor = useEditor();
  const [isSaving, setSaving] = useState(false);
  const download = (format: "yaml" | "json") => {
    exportDashboard(dashboard.id, format, editor.getState().document).then(({ text, file_name, left_out }) => {
      saveFile(file_name, text);
      if (left_out.length > 0) {
        notify(t("exchange.picturesStay", { count: left_out.length, names: left_out.join(", ") }));
      }
    }, notifyError);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Tooltip label={t("more")}>
            <ActionIcon aria-label={t("more")} data-testid="dashboard-more">
              <IconDots size={18} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => download("yaml")}>
            {t("exchange.yaml")}
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => download("json")}>
            {t("exchange.json")}
          </Menu.Item>
          {may(dashboard, "edit_dashboards") && !dashboard.is_newer && (
            <Menu.Item leftSection={<IconTemplate size={16} />} onClick={() => setSaving(true)}>
              {t("template.save")}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isSaving && <SaveTemplateDialog dashboard={dashboard} close={() => setSaving(false)} />}
    </>
  );
}
