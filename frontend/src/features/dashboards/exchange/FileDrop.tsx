import { type DragEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./FileDrop.module.css";

interface FileDropProps {
  /** Null for those who may make nothing of a file. */
  take: ((file: File) => void) | null;
  children: ReactNode;
}

/** A place onto which a file can be dragged. */
export function FileDrop({ take, children }: FileDropProps) {
  const { t } = useTranslation("dashboards");
  const [depth, setDepth] = useState(0);
  if (!take) return children;
  const isFile = (event: DragEvent) => event.dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button “Import a file” does the same by keyboard.
    <div
      className={classes.place}
      data-testid="file-drop"
      onDragEnter={(event) => isFile(event) && setDepth((known) => known + 1)}
      onDragLeave={(event) => isFile(event) && setDepth((known) => Math.max(0, known - 1))}
      onDragOver={(event) => isFile(event) && event.preventDefault()}
      onDrop={(event) => {
        setDepth(0);
        const [file] = event.dataTransfer.files;
        if (!file) return;
        event.preventDefault();
        take(file);
      }}
    >
      {children}
      {depth > 0 && <div className={classes.over}>{t("exchange.drop")}</div>}
    </div>
  );
}
