import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import type { ReactNode } from "react";
import { MemoryRouter } from "react-router";
import type { Me, Permission } from "@/shared/api/types";
import { meQuery } from "@/shared/session/useMe";
import { theme } from "@/shared/theme/theme";

export function person(permissions: Permission[] = []): Me {
  const organization = { id: "acme01", name: "Acme" };
  return {
    user: { id: 1, email: "ada@example.com", name: "Ada", is_superuser: false, preferences: {} },
    doors: { dashboard: true, management: true },
    profiles: [],
    start_page: "",
    organizations: [{ ...organization, parent_id: null }],
    organization: { ...organization, permissions, permissions_somewhere: permissions },
  };
}

interface Options {
  permissions?: Permission[];
  path?: string;
}

/** Show something as the app would: theme, session, addresses; without the delays that real motion has. */
export function show(ui: ReactNode, { permissions = [], path = "/" }: Options = {}) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(meQuery.queryKey, person(permissions));
  const result = render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queries}>
        <MemoryRouter initialEntries={[path]}>{ui}</MemoryRouter>
        <Notifications />
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...result, queries };
}
