import type { RouteObject } from "react-router";
import { BrokenPage } from "./BrokenPage";
import { Frame } from "./Frame";
import { features } from "./features";
import { NotFoundPage } from "./NotFoundPage";
import { PageLoading } from "./PageLoading";
import { RequireSession } from "./RequireSession";

/** Every page there is. */
export const routes: RouteObject[] = [
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
];
