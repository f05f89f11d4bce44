import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/shared/api/ApiError";

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
