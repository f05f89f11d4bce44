import { Tooltip } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./WidgetFrame.module.css";

interface WidgetFrameProps {
  title: string;
  description: string;
  children: ReactNode;
  /** Small things at the right end of the title row. */
  tools?: ReactNode;
  isMuted?: boolean;
}

/** The title row and the body below it. There is nothing else around a widget while it is looked at. */
export function WidgetFrame({ title, description, children, tools, isMuted = false }: WidgetFrameProps) {
  const { t } = useTranslation("dashboards");
  return (
    <article className={classes.frame} aria-label={title} data-muted={isMuted}>
      <header className={classes.head}>
        <h3 className={classes.title} title={title}>
          {title}
        </h3>
        {description && (
          <Tooltip label={description} multiline maw={320}>
            <button type="button" className={classes.info} aria-label={t("description", { description })}>
              <IconInfoCircle size={14} aria-hidden />
            </button>
          </Tooltip>
        )}
        {tools && <div className={classes.tools}>{tools}</div>}
      </header>
      <div className={classes.body}>{children}</div>
    </article>
  );
}
