import { Button, CloseButton, Input } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NodeIcon } from "../nodes/NodeIcon";
import { type NodeKind, parseNode } from "../nodes/nodes";
import { NodePickerDialog } from "../pickers/NodePickerDialog";
import { pickedNodeQuery } from "../pickers/nodeQueries";
import classes from "./NodesField.module.css";

const KINDS: readonly NodeKind[] = ["organization", "site", "device", "folder", "metric"];
/** Names of more are not asked for; they stand together as a number. */
const SHOWN = 30;

interface NodesFieldProps {
  keys: string[];
  change: (keys: string[]) => void;
  error?: string | null;
}

/** Places of the tree whose metrics are meant. */
export function NodesField({ keys, change, error }: NodesFieldProps) {
  const { t } = useTranslation("export");
  const [isOpen, setOpen] = useState(false);
  const shown = keys.slice(0, SHOWN);
  const nodes = useQueries({ queries: shown.map((key) => pickedNodeQuery(key)) });
  return (
    <Input.Wrapper label={t("nodes.label")} description={t("nodes.help")} error={error} component="div">
      <div className={classes.chosen} style={{ marginTop: 4 }}>
        {shown.map((key, place) => {
          const node = nodes[place]?.data;
          const kind = node?.kind ?? parseNode(key)?.kind ?? "metric";
          const above = kind === "metric" ? node?.breadcrumbs?.findLast((crumb) => crumb.kind === "device") : undefined;
          const label = node ? (above ? `${above.label} · ${node.label}` : node.label) : key;
          return (
            <span key={key} className={classes.chip}>
              <NodeIcon kind={kind} size={14} />
              <span className={classes.label} title={label}>
                {label}
              </span>
              <CloseButton
                size="xs"
                aria-label={t("nodes.remove", { name: label })}
                onClick={() => change(keys.filter((one) => one !== key))}
              />
            </span>
          );
        })}
        {keys.length > SHOWN && (
          <span className={classes.chip}>{t("nodes.more", { count: keys.length - SHOWN })}&nbsp;</span>
        )}
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          {t("nodes.add")}
        </Button>
      </div>
      <NodePickerDialog
        isOpen={isOpen}
        close={() => setOpen(false)}
        title={t("nodes.title")}
        text={t("nodes.help")}
        action={t("nodes.action")}
        kinds={KINDS}
        isMultiple
        choose={(picked) => change([...new Set([...keys, ...picked.map(({ key }) => key)])])}
      />
    </Input.Wrapper>
  );
}
