import { SegmentedControl, Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./attributes.module.css";
import type { AttributeType } from "./attributeValue";

export interface EnteredAttribute {
  name: string;
  type: AttributeType;
  text: string;
}

export const NEW_ATTRIBUTE: EnteredAttribute = { name: "", type: "text", text: "" };

const TYPES: AttributeType[] = ["text", "number", "switch"];

interface AttributeFieldsProps {
  entered: EnteredAttribute;
  change: (entered: EnteredAttribute) => void;
  /** The name of one that exists stays. */
  hasName: boolean;
  problem?: string;
}

/** Name, type and value of one attribute, side by side. */
export function AttributeFields({ entered, change, hasName, problem }: AttributeFieldsProps) {
  const { t } = useTranslation("devices");
  return (
    <div className={classes.fields}>
      {hasName && (
        <TextInput
          label={t("attribute.name")}
          maxLength={100}
          value={entered.name}
          onChange={(event) => change({ ...entered, name: event.currentTarget.value })}
        />
      )}
      <Select
        label={t("attribute.type")}
        allowDeselect={false}
        data={TYPES.map((value) => ({ value, label: t(`attribute.types.${value}`) }))}
        value={entered.type}
        onChange={(type) => type && change({ ...entered, type, text: type === "switch" ? "false" : entered.text })}
      />
      {entered.type === "switch" ? (
        <SegmentedControl
          aria-label={t("attribute.value")}
          value={entered.text === "true" ? "true" : "false"}
          onChange={(text) => change({ ...entered, text })}
          data={[
            { value: "false", label: t("no") },
            { value: "true", label: t("yes") },
          ]}
        />
      ) : (
        <TextInput
          data-autofocus={!hasName || undefined}
          label={t("attribute.value")}
          maxLength={2_000}
          value={entered.text}
          error={problem}
          onChange={(event) => change({ ...entered, text: event.currentTarget.value })}
        />
      )}
    </div>
  );
}
