import { createBrowserRouter } from "react-router";
import { BrokenPage } from "./BrokenPage";
import { Frame } from "./Frame";
import { features } from "./features";
import { NotFoundPage } from "./NotFoundPage";
import { PageLoading } from "./PageLoading";
import { RequireSession } from "./RequireSession";

export const router = createBrowserRouter([
  {
    errorElement: <BrokenPage />,
    HydrateFallback: PageLoading,
    children: [
      ...features.flatMap((feature) => feature.publicRoutes ?? []),
      {
        element: <RequireSession />,
        children: [
          {
            element: <Frame />,
            children: [
              {
                errorElement: <BrokenPage />,
                children: [...features.flatMap((feature) => feature.routes), { path: "*", Component: NotFoundPage }],
              },
            ],
          },
        ],
      },
    ],
  },
]);
