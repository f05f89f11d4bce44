import { Select, Switch, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DevicePicker } from "@/shared/pickers/DevicePicker";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { setLink } from "../commands/changeWidget";
import type { Widget } from "../document/dashboardDocument";
import { LINK_KINDS, type LinkKind, readLink, urlProblem, type WidgetLink } from "../document/link";
import { useEditorState } from "../editor/EditorContext";
import { VARIABLE_NAME } from "../variables/variables";
import classes from "./PropertyPanel.module.css";

/** Where a click on the widget's title leads. */
export function LinkEditor({ id, widget }: { id: string; widget: Widget }) {
  const { t } = useTranslation("dashboards");
  const run = useEditorState((state) => state.run);
  const pages = useEditorState((state) => state.document.pages);
  const link = readLink(widget.link);
  const kept = { keepsRange: link?.keepsRange ?? true, keepsVariables: link?.keepsVariables ?? true };
  const put = (next: WidgetLink | null) => run(setLink(id, next));
  const begin = (to: string | null) => {
    const kind = LINK_KINDS.find((one) => one === to);
    const beginnings: Record<LinkKind, WidgetLink> = {
      page: { to: "page", page: pages[0]?.id ?? "", ...kept },
      dashboard: { to: "dashboard", dashboard: 0, ...kept },
      device: { to: "device", device: null, ...kept },
      url: { to: "url", url: "", ...kept },
    };
    put(kind ? beginnings[kind] : null);
  };
  const problem = link?.to === "url" ? urlProblem(link.url) : null;
  return (
    <fieldset className={classes.section} data-testid="link">
      <legend className={classes.legend}>{t("link.title")}</legend>
      <Select
        aria-label={t("link.to")}
        placeholder={t("link.none")}
        clearable
        data={LINK_KINDS.map((kind) => ({ value: kind, label: t(`link.kind.${kind}`) }))}
        value={link?.to ?? null}
        onChange={begin}
        data-testid="link-kind"
      />
      {link?.to === "page" && (
        <Select
          aria-label={t("link.kind.page")}
          allowDeselect={false}
          data={pages.map((page) => ({ value: page.id, label: page.title || page.id }))}
          value={link.page}
          onChange={(page) => page && put({ ...link, page })}
        />
      )}
      {link?.to === "dashboard" && (
        <NamedPicker
          kind="dashboards"
          canCreate={false}
          value={link.dashboard || null}
          isClearable={false}
          change={(dashboard) => dashboard !== null && put({ ...link, dashboard })}
        />
      )}
      {link?.to === "dashboard" && (
        <TextInput
          label={t("link.deviceAs")}
          description={t("link.deviceAsHelp")}
          placeholder="machine"
          maxLength={40}
          value={link.deviceAs ?? ""}
          error={link.deviceAs && !VARIABLE_NAME.test(link.deviceAs) ? t("link.problem.name") : undefined}
          onChange={(event) => put({ ...link, deviceAs: event.currentTarget.value.trim() })}
          data-testid="link-device-as"
        />
      )}
      {link?.to === "device" && (
        <DevicePicker
          value={link.device}
          placeholder={t("link.ownDevice")}
          change={(device) => put({ ...link, device })}
        />
      )}
      {link?.to === "url" && (
        <TextInput
          aria-label={t("link.kind.url")}
          placeholder="https://"
          maxLength={2000}
          value={link.url}
          error={problem && problem !== "empty" ? t(`link.problem.${problem}`, { url: link.url }) : undefined}
          onChange={(event) => put({ ...link, url: event.currentTarget.value })}
          data-testid="link-url"
        />
      )}
      {(link?.to === "page" || link?.to === "dashboard") && (
        <>
          <Switch
            label={t("link.keepsRange")}
            checked={link.keepsRange}
            onChange={(event) => put({ ...link, keepsRange: event.currentTarget.checked })}
          />
          <Switch
            label={t("link.keepsVariables")}
            checked={link.keepsVariables}
            onChange={(event) => put({ ...link, keepsVariables: event.currentTarget.checked })}
          />
        </>
      )}
    </fieldset>
  );
}
