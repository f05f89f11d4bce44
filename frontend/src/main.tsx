import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/shared/theme/tokens.css";
import "@/app/firstFrame.css";
import "@/app/messages";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "@/app/App";
import { hasCome } from "@/app/router";
import { queryClient } from "@/shared/api/queryClient";
import { browserLanguage, showLanguage } from "@/shared/i18n/i18n";
import { meQuery } from "@/shared/session/useMe";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
// Asked before anything is drawn: all pages wait for the answer.
const me = queryClient.prefetchQuery(meQuery);
// Whoever is signed in sees the frame of `index.html` until the page can be drawn in one go.
const isFramed = root.querySelector("[hidden]") === null;
void Promise.all([showLanguage(browserLanguage()), ...(isFramed ? [me, hasCome()] : [])]).then(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
