import { Popover } from "@mantine/core";
import { IconArrowUpRight, IconChevronRight, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
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
}

/** The title row and the body below it. There is nothing else around a widget while it is looked at. */
export function WidgetFrame(props: WidgetFrameProps) {
  const { title, description, children, tools, chip, isMuted = false, link = null, isBare = false } = props;
  const hasHead = !isBare || title !== "" || description !== "" || tools;
  return (
    <article className={classes.frame} aria-label={title || undefined} data-muted={isMuted} data-bare={isBare}>
      {hasHead && (
        <header className={classes.head}>
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
