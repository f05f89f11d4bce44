import { Button, Select, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { confirm } from "@/shared/ui/confirm";
import classes from "./CommandsTab.module.css";
import { ParameterFields } from "./ParameterFields";
import { type CommandTemplate, type EnteredParameters, initialParameters, readParameters } from "./parameters";

export interface TemplateOrder {
  name: string;
  parameters: Record<string, unknown>;
}

interface TemplateFormProps {
  templates: readonly CommandTemplate[];
  /** Who gets it, for the question before it goes out. */
  target: string;
  send: (order: TemplateOrder) => void;
  isSending: boolean;
}

/** Send a command as the device's type knows it: choose, fill in, confirm where that is wanted. */
export function TemplateForm({ templates, target, send, isSending }: TemplateFormProps) {
  const { t } = useTranslation("devices");
  const [name, setName] = useState(templates[0]?.name ?? "");
  const template = templates.find((one) => one.name === name) ?? templates[0];
  const [entered, setEntered] = useState<EnteredParameters>(initialParameters(template?.parameters ?? []));
  const [isTried, setTried] = useState(false);
  if (!template) return null;
  const read = readParameters(template.parameters, entered);

  function choose(next: string | null): void {
    const chosen = templates.find((one) => one.name === next);
    if (!chosen) return;
    setName(chosen.name);
    setEntered(initialParameters(chosen.parameters));
    setTried(false);
  }

  async function submit(event: FormEvent, chosen: CommandTemplate): Promise<void> {
    event.preventDefault();
    setTried(true);
    if (Object.keys(read.problems).length > 0) return;
    if (chosen.confirmation) {
      const agreed = await confirm({
        title: t("command.confirm_title", { name: chosen.title || chosen.name, target }),
        text: chosen.confirmation,
        action: t("command.send"),
      });
      if (!agreed) return;
    }
    send({ name: chosen.name, parameters: read.values });
  }

  return (
    <form className={classes.template} onSubmit={(event) => void submit(event, template)}>
      <Select
        label={t("command.what")}
        data={templates.map((one) => ({ value: one.name, label: one.title || one.name }))}
        value={template.name}
        onChange={choose}
        allowDeselect={false}
        searchable={templates.length > 8}
      />
      {template.description && (
        <Text size="xs" c="dimmed">
          {template.description}
        </Text>
      )}
      <ParameterFields
        parameters={template.parameters}
        entered={entered}
        change={setEntered}
        problems={read.problems}
        isTried={isTried}
      />
      <div className={classes.end}>
        <Button type="submit" leftSection={<IconSend size={16} aria-hidden />} loading={isSending}>
          {t("command.send")}
        </Button>
        <Text size="xs" c="dimmed">
          {t("command.attempts", { count: template.max_attempts, timeout: template.timeout_s })}
        </Text>
      </div>
    </form>
  );
}
