import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ExportDialog } from "./ExportDialog";

interface ExportButtonProps {
  /** Keys of nodes, as the dialog takes them. */
  nodes: string[];
  name?: string;
  isDisabled?: boolean;
}

/** Opens the export of what the page shows. */
export function ExportButton({ nodes, name, isDisabled }: ExportButtonProps) {
  const { t } = useTranslation("export");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        disabled={isDisabled}
        onClick={() => setOpen(true)}
      >
        {t("action")}
      </Button>
      <ExportDialog isOpen={isOpen} close={() => setOpen(false)} nodes={nodes} name={name} />
    </>
  );
}
