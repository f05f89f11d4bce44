import { ActionIcon } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Fragment, type ReactNode, useEffect } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import classes from "./PageHeader.module.css";
import { useTopBar } from "./useTopBar";

interface PageHeaderProps {
  /** Plain name of the page, for the tab's title and, without `heading`, the bar. */
  title: string;
  /** What stands in the bar instead of the title, such as a name that can be edited. */
  heading?: ReactNode;
  /** Pages above this one. */
  trail?: { to: string; label: string }[];
  /** Small things right after the title: a state, a badge. */
  after?: ReactNode;
  /** Buttons at the right end. */
  actions?: ReactNode;
}

/** Name and actions of a page. They stand in the frame's top bar, so that the page itself is all content. */
export function PageHeader({ title, heading, trail = [], after, actions }: PageHeaderProps) {
  const { place, actions: actionsPlace } = useTopBar();
  const { t } = useTranslation();
  useEffect(() => {
    document.title = title ? `${title} · Sluice` : "Sluice";
  }, [title]);
  const above = trail.at(-1);
  return (
    <>
      {place &&
        createPortal(
          <div className={classes.place}>
            {above && (
              <ActionIcon
                component={Link}
                to={above.to}
                className={classes.back}
                aria-label={t("back_to", { page: above.label })}
              >
                <IconChevronLeft size={20} />
              </ActionIcon>
            )}
            {trail.map(({ to, label }) => (
              <Fragment key={to}>
                <Link to={to} className={`${classes.trail} ${classes.trailPart}`}>
                  {label}
                </Link>
                <span className={`${classes.separator} ${classes.trailPart}`} aria-hidden>
                  /
                </span>
              </Fragment>
            ))}
            {heading ?? <h1 className={classes.title}>{title}</h1>}
            {after && <div className={classes.after}>{after}</div>}
          </div>,
          place,
        )}
      {actionsPlace && actions && createPortal(actions, actionsPlace)}
    </>
  );
}
