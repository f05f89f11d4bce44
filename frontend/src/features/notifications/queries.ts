import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "@/shared/api/client";
import type { components } from "@/shared/api/schema";

export type Notification = Readonly<components["schemas"]["NotificationOut"]>;
type Notifications = Readonly<components["schemas"]["NotificationsOut"]>;

export const NOTIFICATIONS_A_PAGE = 50;

export const notificationsQuery = (offset: number) =>
  queryOptions({
    queryKey: ["notifications", "list", offset],
    queryFn: ({ signal }) =>
      api.get<Notifications>("/api/notifications", { offset, limit: NOTIFICATIONS_A_PAGE }, signal),
    placeholderData: keepPreviousData,
  });

/** How many are new, and the newest of them. */
export const newestQuery = queryOptions({
  queryKey: ["notifications", "newest"],
  queryFn: ({ signal }) => api.get<Notifications>("/api/notifications", { limit: 5 }, signal),
  refetchInterval: 60_000,
});

export const seeNotifications = (until: number) =>
  api.post<components["schemas"]["SeenOut"]>("/api/notifications/seen", { until });
