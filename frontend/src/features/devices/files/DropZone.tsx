import { IconFile, IconUpload } from "@tabler/icons-react";
import { type DragEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./DropZone.module.css";
import { sizeText } from "./sizeText";

interface DropZoneProps {
  file: File | null;
  choose: (file: File) => void;
  /** Largest size that the server takes. */
  limit?: number;
  error?: string | null;
  disabled?: boolean;
}

/** Where a file is dropped, or chosen by click or key. */
export function DropZone({ file, choose, limit, error, disabled = false }: DropZoneProps) {
  const { t } = useTranslation("files");
  const [isOver, setOver] = useState(false);
  const id = useId();

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [first] = event.dataTransfer.files;
    if (first && !disabled) choose(first);
  }

  return (
    <div>
      <label
        htmlFor={id}
        className={`${classes.zone} ${isOver ? classes.over : ""} ${error ? classes.wrong : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          id={id}
          type="file"
          className={classes.input}
          disabled={disabled}
          aria-describedby={error ? `${id}-error` : undefined}
          onChange={(event) => {
            const [first] = event.currentTarget.files ?? [];
            if (first) choose(first);
            // The same file can be chosen again after it was changed.
            event.currentTarget.value = "";
          }}
        />
        {file ? (
          <>
            <IconFile size={20} stroke={1.5} aria-hidden />
            <span className={classes.name}>{file.name}</span>
            <span className={classes.dim}>
              {sizeText(file.size)} · {t("drop_other")}
            </span>
          </>
        ) : (
          <>
            <IconUpload size={20} stroke={1.5} aria-hidden />
            <span>{t("drop")}</span>
            {limit !== undefined && <span className={classes.dim}>{t("drop_limit", { size: sizeText(limit) })}</span>}
          </>
        )}
      </label>
      {error && (
        <p id={`${id}-error`} className={classes.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
