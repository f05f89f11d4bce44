import { Button, Group, Modal, Stack } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormError } from "@/shared/ui/FormError";
import { AttributeFields, NEW_ATTRIBUTE } from "./AttributeFields";
import { type AttributeValue, readAttribute } from "./attributeValue";

interface AttributeDialogProps {
  isOpen: boolean;
  close: () => void;
  taken: readonly string[];
  add: (name: string, value: AttributeValue) => Promise<void>;
}

export function AttributeDialog({ isOpen, close, taken, add }: AttributeDialogProps) {
  const { t } = useTranslation("devices");
  const [entered, setEntered] = useState(NEW_ATTRIBUTE);
  const [error, setError] = useState<unknown>(null);
  const [isSaving, setSaving] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    setEntered(NEW_ATTRIBUTE);
    setError(null);
  }, [isOpen]);
  const name = entered.name.trim();
  const value = readAttribute(entered.type, entered.text);
  const problem = taken.includes(name) ? t("attribute.taken", { name }) : undefined;

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!name || value === null || problem) return;
    setSaving(true);
    try {
      await add(name, value);
      close();
    } catch (failure) {
      setError(failure);
    } finally {
      setSaving(false);
    }
  }

  return (
    <Modal opened={isOpen} onClose={close} title={t("attribute.add")} size="lg">
      <form onSubmit={(event) => void submit(event)}>
        <Stack>
          <FormError error={error} />
          <AttributeFields entered={entered} change={setEntered} hasName problem={problem} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={isSaving} disabled={!name || value === null || problem !== undefined}>
              {t("attribute.add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
