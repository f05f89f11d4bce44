import { ActionIcon, Input, Tooltip } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { useCan } from "@/shared/session/useMe";
import { confirm } from "@/shared/ui/confirm";
import { emptyDocument } from "../document/dashboardDocument";
import { deleteTemplate, templatesQuery } from "../queries";
import { DocumentSketch } from "./DashboardSketch";
import classes from "./TemplateGallery.module.css";
import { templateWords } from "./templates";

interface TemplateGalleryProps {
  value: string;
  /** Its own name is what a dashboard made of it may be called; what is blank has none. */
  change: (key: string, name: string) => void;
}

/** What a new dashboard can begin with, each with a picture. */
export function TemplateGallery({ value, change }: TemplateGalleryProps) {
  const { t } = useTranslation("dashboards");
  const client = useQueryClient();
  const name = useId();
  const can = useCan();
  const { data = [] } = useQuery(templatesQuery);
  const remove = useMutation({
    mutationFn: deleteTemplate,
    onSuccess: () => {
      change("empty", "");
      return client.invalidateQueries({ queryKey: templatesQuery.queryKey });
    },
    onError: notifyError,
  });
  const ask = async (key: string, title: string) => {
    const question = {
      title: t("template.deleteTitle", { name: title }),
      text: t("template.deleteText"),
      action: t("shared:delete"),
      isDangerous: true,
    };
    if (await confirm(question)) remove.mutate(key);
  };
  const plain = [
    { key: "empty", name: t("create.empty"), text: t("create.emptyHelp"), document: emptyDocument() },
    { key: "type", name: t("create.type"), text: t("create.typeHelp"), document: MADE },
    { key: "device", name: t("create.device"), text: t("create.deviceHelp"), document: MADE },
  ];
  const listed = data.map((one) => ({
    ...templateWords(t, one),
    key: one.key,
    document: one.document,
    kind: one.kind,
  }));
  return (
    <Input.Wrapper label={t("create.template")} labelElement="div">
      <div className={classes.gallery} role="radiogroup" aria-label={t("create.template")}>
        {[...plain, ...listed].map((one) => (
          <label key={one.key} className={classes.card} data-testid={`template-${one.key}`}>
            <input
              type="radio"
              name={name}
              value={one.key}
              checked={value === one.key}
              onChange={() => change(one.key, "kind" in one ? one.name : "")}
            />
            <DocumentSketch raw={one.document} />
            <span className={classes.words}>
              <span className={classes.name}>{one.name}</span>
              <br />
              <span className={classes.text}>{one.text}</span>
            </span>
            {"kind" in one && one.kind === "own" && can("edit_dashboards") && (
              <Tooltip label={t("template.delete", { name: one.name })}>
                <ActionIcon
                  className={classes.remove}
                  size={26}
                  variant="default"
                  aria-label={t("template.delete", { name: one.name })}
                  onClick={() => void ask(one.key, one.name)}
                >
                  <IconTrash size={14} />
                </ActionIcon>
              </Tooltip>
            )}
          </label>
        ))}
      </div>
    </Input.Wrapper>
  );
}

/** The picture of what is made of a device's metrics: cards, a chart, a table, alarms. */
const MADE = {
  ...emptyDocument(),
  widgets: Object.fromEntries(
    ["sparkline", "sparkline", "lamp", "value", "timeseries", "latest_table", "alarm_table"].map((type, index) => [
      `w${index}`,
      { type, version: 1 },
    ]),
  ),
  layouts: {
    mobile: { p1: [] },
    desktop: {
      p1: [
        ...[0, 1, 2, 3].map((at) => ({ i: `w${at}`, x: at * 6, y: 0, w: 6, h: 4 })),
        { i: "w4", x: 0, y: 4, w: 24, h: 9 },
        { i: "w5", x: 0, y: 13, w: 12, h: 8 },
        { i: "w6", x: 12, y: 13, w: 12, h: 8 },
      ],
    },
  },
};
