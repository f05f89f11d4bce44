import { Anchor, Button, Stack, Text } from "@mantine/core";
import { IconPlus, IconShieldLock } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { NodePickerDialog } from "@/shared/pickers/NodePickerDialog";
import type { PickedNode } from "@/shared/pickers/nodeQueries";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import type { PermissionInfo } from "../types";
import { EntryCard } from "./EntryCard";
import classes from "./EntryCard.module.css";
import { type ProfileDocument, withEntry, withoutEntry } from "./profileDocument";

interface EntryListProps {
  document: ProfileDocument;
  change: (document: ProfileDocument) => void;
  permissions: readonly PermissionInfo[];
  add: (nodes: PickedNode[]) => void;
}

/** Where the profile lets people do what. */
export function EntryList({ document, change, permissions, add }: EntryListProps) {
  const { t } = useTranslation("organizations");
  const [isAdding, setAdding] = useState(false);
  const [openAt, setOpenAt] = useState<number | null>(null);
  const button = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t("entries.add")}
    </Button>
  );
  return (
    <Panel isFlush title={t("entries.title")} actions={document.entries.length > 0 && button}>
      <Stack gap={0}>
        <Text c="dimmed" className={classes.explain}>
          {t("entries.explain")}{" "}
          <Anchor component={Link} to="/help/rights" fz="inherit" underline="always">
            {t("entries.handbook")}
          </Anchor>
        </Text>
        {document.entries.length === 0 && (
          <EmptyState icon={IconShieldLock} text={t("entries.empty")} action={button} />
        )}
        {document.entries.map((entry, index) => (
          <EntryCard
            key={`${entry.node} ${entry.effect}`}
            entry={entry}
            document={document}
            permissions={permissions}
            isOpen={openAt === index}
            setOpen={(isOpen) => setOpenAt(isOpen ? index : null)}
            change={(part) => change(withEntry(document, index, part))}
            remove={() => {
              change(withoutEntry(document, index));
              setOpenAt(null);
            }}
          />
        ))}
      </Stack>
      <NodePickerDialog
        isOpen={isAdding}
        close={() => setAdding(false)}
        title={t("entries.add")}
        text={t("entries.add_text")}
        action={t("entries.add_action")}
        isMultiple
        choose={(nodes) => {
          add(nodes);
          setOpenAt(document.entries.length);
        }}
      />
    </Panel>
  );
}
