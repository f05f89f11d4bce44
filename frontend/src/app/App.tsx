import { localStorageColorSchemeManager, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { RouterProvider } from "react-router/dom";
import { onSignedOut } from "@/shared/api/client";
import { queryClient } from "@/shared/api/queryClient";
import { onRightsChanged } from "@/shared/live/live";
import { meQuery } from "@/shared/session/useMe";
import { listen } from "@/shared/shortcuts/shortcuts";
import { theme } from "@/shared/theme/theme";
import { Overlays } from "./Overlays";
import { router } from "./router";

const schemeManager = localStorageColorSchemeManager({ key: "sluice-scheme" });

export function App() {
  useEffect(listen, []);
  useEffect(() => onSignedOut(() => queryClient.setQueryData(meQuery.queryKey, null)), []);
  useEffect(() => onRightsChanged(() => void queryClient.invalidateQueries()), []);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={schemeManager}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
      <Overlays />
    </MantineProvider>
  );
}
