import { Button, Group } from "@mantine/core";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { notifyError } from "@/shared/notify/notify";
import { AttributeFields, type EnteredAttribute } from "./AttributeFields";
import classes from "./attributes.module.css";
import { type AttributeValue, attributeText, readAttribute, typeOf } from "./attributeValue";

interface InlineValueProps {
  name: string;
  value: unknown;
  save: (value: AttributeValue) => Promise<void>;
}

/** A value that turns into its own field when it is clicked. Enter saves, Escape leaves it. */
export function InlineValue({ name, value, save }: InlineValueProps) {
  const { t } = useTranslation("devices");
  const [entered, setEntered] = useState<EnteredAttribute | null>(null);
  const [isSaving, setSaving] = useState(false);
  if (!entered) {
    return (
      <button
        type="button"
        className={classes.value}
        aria-label={t("attribute.edit_of", { name, value: attributeText(value) })}
        onClick={() => setEntered({ name, type: typeOf(value), text: attributeText(value) })}
      >
        {typeof value === "boolean" ? t(value ? "yes" : "no") : attributeText(value)}
      </button>
    );
  }
  const read = readAttribute(entered.type, entered.text);

  async function submit(): Promise<void> {
    if (read === null) return;
    if (read === value) return setEntered(null);
    setSaving(true);
    try {
      await save(read);
      setEntered(null);
    } catch (error) {
      notifyError(error);
    } finally {
      setSaving(false);
    }
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.stopPropagation();
      setEntered(null);
    }
  }

  return (
    <form
      onKeyDown={pressed}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Group gap="sm" align="end" py="sm">
        <AttributeFields
          entered={entered}
          change={setEntered}
          hasName={false}
          problem={read === null ? t("command.number_missing") : undefined}
        />
        <Button type="submit" loading={isSaving} disabled={read === null}>
          {t("save")}
        </Button>
        <Button variant="default" onClick={() => setEntered(null)}>
          {t("cancel")}
        </Button>
      </Group>
    </form>
  );
}
