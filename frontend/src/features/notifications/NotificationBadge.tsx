import { notifications as toasts } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLiveUpdates } from "@/shared/live/useLiveUpdates";
import { colorOf } from "./levels";
import classes from "./notifications.module.css";
import { type Notification, newestQuery } from "./queries";

const MOST_SHOWN = 99;
const TOAST_MS = 12_000;

/** How many notifications are new; what comes while somebody is here is also shown on the screen. */
export function NotificationBadge() {
  const { t } = useTranslation("notifications");
  const queries = useQueryClient();
  const { data } = useQuery(newestQuery);
  const shown = useRef<number | null>(null);
  useLiveUpdates(["notifications"], async (update) => {
    if (update.kind !== "event" && update.kind !== "gap") return;
    // The list says which of the news are ours.
    const before = shown.current ?? newestId(queries.getQueryData(newestQuery.queryKey)?.items);
    await queries.invalidateQueries({ queryKey: ["notifications"] });
    const items = queries.getQueryData(newestQuery.queryKey)?.items ?? [];
    for (const item of items.filter(({ id, is_seen }) => id > before && !is_seen).reverse()) show(item);
    shown.current = Math.max(before, newestId(items));
  });
  if (!data || data.unseen === 0) return null;
  return (
    <span className={`${classes.badge} num`}>
      <span aria-hidden>{data.unseen > MOST_SHOWN ? `${MOST_SHOWN}+` : data.unseen}</span>
      <span className="visually-hidden">{t("unseen", { count: data.unseen })}</span>
    </span>
  );
}

function newestId(items: readonly Notification[] | undefined): number {
  return items?.[0]?.id ?? 0;
}

function show({ id, title, text, level, link }: Notification): void {
  toasts.show({
    id: `notification-${id}`,
    title: link ? (
      <Link to={link} onClick={() => toasts.hide(`notification-${id}`)}>
        {title}
      </Link>
    ) : (
      title
    ),
    message: text,
    color: colorOf(level),
    autoClose: TOAST_MS,
  });
}
