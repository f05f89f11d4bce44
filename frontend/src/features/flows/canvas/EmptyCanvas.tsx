import { Kbd } from "@mantine/core";
import { IconArrowBigLeftLines } from "@tabler/icons-react";
import { Trans, useTranslation } from "react-i18next";
import classes from "./canvas.module.css";

export function EmptyCanvas({ isReadOnly }: { isReadOnly: boolean }) {
  const { t } = useTranslation("flows");
  return (
    <div className={classes.empty}>
      {!isReadOnly && <IconArrowBigLeftLines size={28} stroke={1.3} aria-hidden />}
      <p>{t(isReadOnly ? "canvas.empty_read_only" : "canvas.empty")}</p>
      {!isReadOnly && (
        <p>
          <Trans t={t} i18nKey="canvas.empty_keys" components={{ key: <Kbd size="xs" /> }} />
        </p>
      )}
    </div>
  );
}
