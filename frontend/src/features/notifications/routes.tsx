import { IconMessageCircle } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";
import { NotificationBadge } from "./NotificationBadge";

export const feature: Feature = {
  routes: [
    {
      path: "notifications",
      lazy: async () => ({ Component: (await import("./NotificationsPage")).NotificationsPage }),
    },
  ],
  navigation: [
    {
      to: "/notifications",
      label: "notifications:title",
      icon: IconMessageCircle,
      order: 28,
      shortcut: "n",
      Badge: NotificationBadge,
    },
  ],
};
