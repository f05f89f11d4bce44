import { Popover } from "@mantine/core";
import { IconArrowUpRight, IconChevronRight, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { SeverityIcon } from "@/shared/ui/SeverityIcon";
import type { Level } from "../document/dashboardDocument";
import { SafeMarkdown } from "./SafeMarkdown";
import classes from "./WidgetFrame.module.css";

interface WidgetFrameProps {
  title: string;
  description: string;
  children: ReactNode;
  /** Small things at the right end of the title row. */
  tools?: ReactNode;
  /** Stands right after the title. */
  chip?: ReactNode;
  isMuted?: boolean;
  /** Where the title leads. */
  link?: { href: string; isExternal: boolean } | null;
  /** Words, lines and pictures stand on the page itself, without a card around them. */
  isBare?: boolean;
  /** What is the matter with it, as the data flow says. */
  level?: Level;
  /** It says so itself where it stands. */
  hasOwnLevel?: boolean;
}

/** The title row and the body below it. There is nothing else around a widget while it is looked at. */
export function WidgetFrame(props: WidgetFrameProps) {
  const { title, description, children, tools, chip, isMuted = false, link = null, isBare = false } = props;
  const { level, hasOwnLevel = false } = props;
  const { t } = useTranslation("dashboards");
  const hasHead = !isBare || title !== "" || description !== "" || tools;
  return (
    <article
      className={classes.frame}
      aria-label={title || undefined}
      data-muted={isMuted}
      data-bare={isBare}
      data-level={level}
    >
      {hasHead && (
        <header className={classes.head}>
          {level && !hasOwnLevel && (
            <span className={classes.level} title={t(`level.${level}`)} role="img" aria-label={t(`level.${level}`)}>
              <SeverityIcon severity={level} size={12} />
            </span>
          )}
          <h3 className={classes.title} title={title} dir="auto">
            {link && title ? <TitleLink {...link}>{title}</TitleLink> : title}
          </h3>
          {description && <Description text={description} />}
          {chip}
          {tools && <div className={classes.tools}>{tools}</div>}
        </header>
      )}
      <div className={classes.body}>{children}</div>
    </article>
  );
}

function TitleLink({ href, isExternal, children }: { href: string; isExternal: boolean; children: ReactNode }) {
  if (isExternal) {
    return (
      <a href={href} target="_blank" rel="noreferrer noopener" className={classes.link}>
        {children}
        <IconArrowUpRight size={13} aria-hidden />
      </a>
    );
  }
  return (
    <Link to={href} className={classes.link}>
      {children}
      <IconChevronRight size={13} aria-hidden />
    </Link>
  );
}

/** By a click and by the keyboard: what is only shown while a mouse hovers is lost to fingers. */
function Description({ text }: { text: string }) {
  const { t } = useTranslation("dashboards");
  return (
    <Popover width={320} position="bottom-start" withArrow shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.info} aria-label={t("aboutWidget")}>
          <IconInfoCircle size={14} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown>
        <SafeMarkdown text={text} />
      </Popover.Dropdown>
    </Popover>
  );
}
