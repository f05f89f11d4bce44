import { Button, FileButton, Textarea } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import type { DragEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./credentials.module.css";

interface PemFieldProps {
  label: string;
  value: string;
  change: (text: string) => void;
  description?: string;
  error?: ReactNode;
  rows?: number;
}

const LONGEST_BYTES = 1_000_000;

/** PEM text: pasted, dropped as a file, or chosen as one. */
export function PemField({ label, value, change, description, error, rows = 4 }: PemFieldProps) {
  const { t } = useTranslation("credentials");

  async function read(file: File | null | undefined): Promise<void> {
    if (file && file.size <= LONGEST_BYTES) change(await file.text());
  }

  function drop(event: DragEvent): void {
    const [file] = event.dataTransfer.files;
    if (!file) return; // dropped text goes where the browser puts it
    event.preventDefault();
    void read(file);
  }

  return (
    <div>
      <Textarea
        label={label}
        description={description}
        error={error}
        value={value}
        rows={rows}
        resize="vertical"
        spellCheck={false}
        classNames={{ input: classes.pem }}
        onChange={(event) => change(event.currentTarget.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
      />
      <FileButton onChange={(file) => void read(file)}>
        {(props) => (
          <Button
            {...props}
            variant="subtle"
            size="compact-xs"
            mt={4}
            leftSection={<IconFile size={14} aria-hidden />}
            aria-label={`${t("csr_from_file")}: ${label}`}
          >
            {t("csr_from_file")}
          </Button>
        )}
      </FileButton>
    </div>
  );
}
