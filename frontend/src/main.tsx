import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/shared/theme/tokens.css";
import "@/app/messages";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { browserLanguage, showLanguage } from "@/shared/i18n/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
void showLanguage(browserLanguage()).then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
