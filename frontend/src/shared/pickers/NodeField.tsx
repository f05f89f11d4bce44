import { Input } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "../nodes/NodeIcon";
import type { NodeKind } from "../nodes/nodes";
import classes from "./NodeField.module.css";
import { wayTo } from "./NodePicker";
import { NodePickerDialog } from "./NodePickerDialog";
import { pickedNodeQuery } from "./nodeQueries";

interface NodeFieldProps {
  label: string;
  description?: string;
  /** A node's key; empty for none yet. */
  value: string;
  change: (key: string) => void;
  kinds?: readonly NodeKind[];
}

/** One place of the tree as a field of a form. */
export function NodeField({ label, description, value, change, kinds }: NodeFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const node = useQuery(pickedNodeQuery(value)).data;
  return (
    <Input.Wrapper label={label} description={description} id={id}>
      <Input
        component="button"
        type="button"
        id={id}
        pointer
        leftSection={node && <NodeIcon kind={node.kind} />}
        rightSection={<IconChevronDown size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        {node ? (
          <span className={classes.text}>
            {node.label} <span className={classes.way}>{wayTo(node)}</span>
          </span>
        ) : (
          <Input.Placeholder>{value || t("node_picker.choose")}</Input.Placeholder>
        )}
      </Input>
      <NodePickerDialog
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={label}
        action={t("picker.choose")}
        kinds={kinds}
        choose={([chosen]) => chosen && change(chosen.key)}
      />
    </Input.Wrapper>
  );
}
