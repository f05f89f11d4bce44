import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/shared/api/client";
import { notifyError, offerUndo } from "@/shared/notify/notify";
import { FormError, showFieldError } from "@/shared/ui/FormError";
import { Panel } from "@/shared/ui/Panel";
import { useTreeChanged } from "../actions/useMove";
import classes from "./view.module.css";

type Values = Record<string, unknown>;
type Form<T extends Values> = ReturnType<typeof useForm<T>>;

interface FactsPanelProps<T extends Values> {
  address: string;
  values: T;
  canEdit: boolean;
  facts: { name: string; value: ReactNode }[];
  fields: (form: Form<T>) => ReactNode;
  validate?: Parameters<typeof useForm<T>>[0] extends infer Input
    ? Input extends { validate?: infer Rules }
      ? Rules
      : never
    : never;
  /** What the server takes, of what stands in the form. */
  body: (values: T) => Values;
}

/** Facts to read; who may, turns them into a form in the same place. Saving offers undo. */
export function FactsPanel<T extends Values>(props: FactsPanelProps<T>) {
  const { t } = useTranslation("resources");
  const [isEditing, setEditing] = useState(false);
  const edit = props.canEdit && !isEditing && (
    <Button variant="default" size="compact-sm" onClick={() => setEditing(true)}>
      {t("edit")}
    </Button>
  );
  return (
    <Panel title={t("about")} actions={edit}>
      {isEditing ? (
        <FactsForm {...props} close={() => setEditing(false)} />
      ) : (
        <dl className={classes.facts}>
          {props.facts.map(({ name, value }) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{value}</dd>])}
        </dl>
      )}
    </Panel>
  );
}

function FactsForm<T extends Values>(props: FactsPanelProps<T> & { close: () => void }) {
  const { address, values, fields, body, validate, close } = props;
  const { t } = useTranslation("resources");
  const changed = useTreeChanged();
  const form = useForm<T>({ initialValues: values, validate });
  const save = useMutation({
    mutationFn: (entered: T) => api.patch(address, body(entered)),
    onSuccess: async () => {
      await changed();
      close();
      offerUndo({
        message: t("saved"),
        undo: () => void api.patch(address, body(values)).then(changed, notifyError),
      });
    },
    onError: (error) => showFieldError(form, error),
  });
  return (
    <form onSubmit={form.onSubmit((entered) => save.mutate(entered))}>
      <Stack>
        <FormError error={save.error} form={form} />
        {fields(form)}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
