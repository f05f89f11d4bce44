import { QueryClient } from "@tanstack/react-query";
import i18next from "i18next";
import { language } from "../i18n/i18n";
import { ApiError } from "./ApiError";

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only an outside failure gets better by asking again.
      retry: (failures, error) => error instanceof ApiError && error.family === "unavailable" && failures < 3,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 5_000),
    },
  },
});

// The server speaks the language of the page: what it said in another one is asked for again.
let spoken = language();
i18next.on("languageChanged", () => {
  if (spoken !== language()) void queryClient.invalidateQueries();
  spoken = language();
});
