import { ActionIcon, Button, Group } from "@mantine/core";
import { IconPencil, IconPlus, IconSend, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { type Column, DataTable } from "@/shared/ui/DataTable";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import type { CommandTemplate } from "../commands/parameters";
import { CommandTemplateDialog } from "./CommandTemplateDialog";
import type { DeviceType } from "./queries";
import classes from "./types.module.css";
import { useTypeList } from "./useTypeList";

/** The commands that devices of the type understand. */
export function CommandTemplates({ type, canEdit }: { type: DeviceType; canEdit: boolean }) {
  const { t } = useTranslation("devices");
  const [edited, setEdited] = useState<CommandTemplate | "new" | null>(null);
  const write = useTypeList(type, "commands");
  const columns: Column<CommandTemplate>[] = [
    {
      key: "name",
      title: t("command.what"),
      onPhone: "title",
      render: ({ name, title, description }) => (
        <div>
          <div className={classes.name}>
            {title || name} {title && <code className={classes.dim}>{name}</code>}
          </div>
          {description && <div className={classes.dim}>{description}</div>}
        </div>
      ),
    },
    {
      key: "parameters",
      title: t("types.parameters"),
      render: ({ parameters }) => (
        <span className={classes.dim}>
          {parameters.map(({ name, type: dataType }) => `${name} (${t(`data_type.${dataType}`)})`).join(", ") || "–"}
        </span>
      ),
    },
    {
      key: "attempts",
      title: t("types.attempts"),
      render: ({ max_attempts, timeout_s }) => (
        <span className="num">{t("command.attempts", { count: max_attempts, timeout: timeout_s })}</span>
      ),
    },
    {
      key: "actions",
      title: "",
      isRight: true,
      onPhone: "aside",
      render: (command) =>
        canEdit && (
          <Group gap={0} justify="flex-end" wrap="nowrap">
            <ActionIcon aria-label={t("metric.edit_of", { path: command.name })} onClick={() => setEdited(command)}>
              <IconPencil size={16} />
            </ActionIcon>
            <ActionIcon
              aria-label={t("types.remove_of", { name: command.name })}
              onClick={() =>
                void write(
                  (known) => known.filter(({ id }) => id !== command.id),
                  t("types.removed", { name: command.name }),
                ).catch(notifyError)
              }
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Group>
        ),
    },
  ];
  return (
    <Panel
      isFlush
      title={t("types.commands")}
      actions={
        canEdit && (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited("new")}>
            {t("types.add_command")}
          </Button>
        )
      }
    >
      <DataTable
        caption={t("types.commands")}
        columns={columns}
        rows={type.commands}
        rowId={({ id }) => id}
        empty={<EmptyState icon={IconSend} text={t("types.no_commands")} isSmall />}
      />
      <CommandTemplateDialog
        command={edited}
        taken={type.commands.map(({ name }) => name)}
        close={() => setEdited(null)}
        save={(fields, before) =>
          write(
            (known) => (before ? known.map((one) => (one.id === before.id ? fields : one)) : [...known, fields]),
            t("types.saved", { name: fields.name }),
          )
        }
      />
    </Panel>
  );
}
