import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/shared/theme/tokens.css";
import "@/app/messages";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { queryClient } from "@/app/queryClient";
import { browserLanguage, showLanguage } from "@/shared/i18n/i18n";
import { meQuery } from "@/shared/session/useMe";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
// Asked before anything is drawn: all pages wait for the answer.
void queryClient.prefetchQuery(meQuery);
void showLanguage(browserLanguage()).then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
