import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconArrowUp, IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FieldSchema, Fields } from "../widgets/params";
import { ParamField } from "./ParamField";
import classes from "./PropertyPanel.module.css";

interface ListFieldProps {
  label: string;
  name: string;
  type: string;
  schema: Extract<FieldSchema, { type: "list" }>;
  value: unknown;
  change: (value: unknown) => void;
}

type Entry = Record<string, unknown>;

/** One with nothing chosen yet. */
export function freshEntry(item: Fields): Entry {
  return Object.fromEntries(Object.entries(item).map(([field, { default: start }]) => [field, start]));
}

/** Entries of a list, each with its own small form; they keep the order that a person gives them. */
export function ListField({ label, name, type, schema, value, change }: ListFieldProps) {
  const { t } = useTranslation("dashboards");
  // Params are read before they are shown, so that entries are objects.
  const entries = (Array.isArray(value) ? value : []) as Entry[];
  const fresh = freshEntry(schema.item);
  const put = (place: number, entry: Entry) => change(entries.map((one, i) => (i === place ? entry : one)));
  return (
    <fieldset className={classes.section} data-testid={`param-${name}`}>
      <legend className={classes.legend}>{label}</legend>
      {entries.map((entry, place) => {
        const which = { name: `${label} ${place + 1}` };
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no name but their place.
          <div key={place} className={classes.item}>
            {Object.entries(schema.item).map(([field, inner]) => (
              <ParamField
                key={field}
                name={field}
                type={type}
                schema={inner}
                value={entry[field]}
                change={(next) => put(place, { ...entry, [field]: next })}
              />
            ))}
            <div className={classes.entryActions}>
              {place > 0 && (
                <Tooltip label={t("panel.moveUp", which)}>
                  <ActionIcon
                    aria-label={t("panel.moveUp", which)}
                    onClick={() => change(entries.toSpliced(place, 1).toSpliced(place - 1, 0, entry))}
                  >
                    <IconArrowUp size={16} />
                  </ActionIcon>
                </Tooltip>
              )}
              <Tooltip label={t("panel.removeBinding", which)}>
                <ActionIcon
                  aria-label={t("panel.removeBinding", which)}
                  onClick={() => change(entries.toSpliced(place, 1))}
                >
                  <IconX size={16} />
                </ActionIcon>
              </Tooltip>
            </div>
          </div>
        );
      })}
      {entries.length < schema.maxItems && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => change([...entries, fresh])}
          data-testid={`add-${name}`}
        >
          {t("panel.addEntry")}
        </Button>
      )}
    </fieldset>
  );
}
