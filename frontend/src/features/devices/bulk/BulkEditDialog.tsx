import { Button, Checkbox, Group, Modal, Progress, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { notify } from "@/shared/notify/notify";
import { NamedPicker } from "@/shared/pickers/NamedPicker";
import { FormError } from "@/shared/ui/FormError";
import { AttributeFields, NEW_ATTRIBUTE } from "../attributes/AttributeFields";
import { readAttribute } from "../attributes/attributeValue";
import { type BulkChange, changeMany, type Subject } from "./bulk";
import { Refusals } from "./Refusals";

interface BulkEditDialogProps {
  /** All of one organization. */
  devices: readonly Subject[] | null;
  close: (isDone: boolean) => void;
}

type Field = "site" | "type" | "attribute";

/** Set site, type or an attribute on many devices; only what is ticked changes. */
export function BulkEditDialog({ devices, close }: BulkEditDialogProps) {
  const { t } = useTranslation("devices");
  const queries = useQueryClient();
  const [ticked, setTicked] = useState<ReadonlySet<Field>>(new Set());
  const [site, setSite] = useState<number | null>(null);
  const [type, setType] = useState<number | null>(null);
  const [attribute, setAttribute] = useState(NEW_ATTRIBUTE);
  const [through, setThrough] = useState(0);
  const count = devices?.length ?? 0;
  const organizationId = devices?.[0]?.organization_id;
  const name = attribute.name.trim();
  const value = readAttribute(attribute.type, attribute.text);
  const isComplete = ticked.size > 0 && (!ticked.has("attribute") || (name !== "" && value !== null));
  const change: BulkChange = {
    ...(ticked.has("site") && { site_id: site }),
    ...(ticked.has("type") && { type_id: type }),
    ...(ticked.has("attribute") && { attributes: { [name]: value } }),
  };
  const save = useMutation({
    mutationFn: () => changeMany(devices ?? [], { action: "change", change }, setThrough),
    onSuccess: ({ done, refused }) => {
      void queries.invalidateQueries({ queryKey: ["devices"] });
      void queries.invalidateQueries({ queryKey: ["tree"] });
      if (refused.length > 0) return;
      notify(t("bulk.changed", { count: done }));
      close(true);
    },
  });
  const { reset } = save;
  useEffect(() => {
    if (!devices) return;
    setTicked(new Set());
    setSite(null);
    setType(null);
    setAttribute(NEW_ATTRIBUTE);
    setThrough(0);
    reset();
  }, [devices, reset]);
  const part = (field: Field, children: ReactNode) => (
    <Stack gap="sm">
      <Checkbox
        label={t(`bulk.set_${field}`)}
        checked={ticked.has(field)}
        onChange={() => {
          const next = new Set(ticked);
          if (!next.delete(field)) next.add(field);
          setTicked(next);
        }}
      />
      {ticked.has(field) && children}
    </Stack>
  );
  return (
    <Modal
      opened={devices !== null}
      onClose={() => close(save.data !== undefined)}
      title={t("bulk.edit_title", { count })}
      size="lg"
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isComplete) save.mutate();
        }}
      >
        <Stack>
          <FormError error={save.error} />
          {save.data && <Refusals refused={save.data.refused} />}
          <Text c="dimmed">{t("bulk.edit_help")}</Text>
          {part(
            "site",
            <NamedPicker
              kind="sites"
              organization={organizationId}
              placeholder={t("bulk.no_site")}
              value={site}
              change={setSite}
            />,
          )}
          {part(
            "type",
            <NamedPicker
              kind="device-types"
              organization={organizationId}
              placeholder={t("bulk.no_type")}
              value={type}
              change={setType}
            />,
          )}
          {part("attribute", <AttributeFields entered={attribute} change={setAttribute} hasName />)}
          {save.isPending && <Progress value={(through / count) * 100} animated />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={() => close(save.data !== undefined)}>
              {t(save.data ? "close" : "cancel")}
            </Button>
            {!save.data && (
              <Button type="submit" disabled={!isComplete} loading={save.isPending}>
                {t("bulk.edit_action", { count })}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
