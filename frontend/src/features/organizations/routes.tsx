import { IconUsersGroup } from "@tabler/icons-react";
import type { Feature } from "@/shared/routing/Feature";

export const feature: Feature = {
  routes: [
    {
      path: "administration",
      lazy: async () => ({ Component: (await import("./AdministrationFrame")).AdministrationFrame }),
      children: [
        { index: true, lazy: async () => ({ Component: (await import("./FirstPage")).FirstPage }) },
        { path: "users", lazy: async () => ({ Component: (await import("./users/UsersPage")).UsersPage }) },
        { path: "users/:userId", lazy: async () => ({ Component: (await import("./users/UserPage")).UserPage }) },
        {
          path: "invitations",
          lazy: async () => ({ Component: (await import("./invitations/InvitationsPage")).InvitationsPage }),
        },
        { path: "profiles", lazy: async () => ({ Component: (await import("./profiles/ProfilesPage")).ProfilesPage }) },
        {
          path: "profiles/:profileId",
          lazy: async () => ({ Component: (await import("./profiles/ProfilePage")).ProfilePage }),
        },
        { path: "explain", lazy: async () => ({ Component: (await import("./explain/ExplainPage")).ExplainPage }) },
        { path: "audit", lazy: async () => ({ Component: (await import("./audit/AuditPage")).AuditPage }) },
        { path: "outbox", lazy: async () => ({ Component: (await import("./outbox/OutboxPage")).OutboxPage }) },
      ],
    },
  ],
  navigation: [
    {
      to: "/administration",
      label: "organizations:title",
      icon: IconUsersGroup,
      order: 90,
      permission: ["manage_users_profiles", "edit_organization"],
      shortcut: "p",
    },
  ],
};
