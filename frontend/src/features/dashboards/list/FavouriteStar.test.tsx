import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { show } from "@/testing/render";
import type { DashboardSummary } from "../queries";
import { FavouriteStar } from "./FavouriteStar";

afterEach(() => vi.restoreAllMocks());

it("is taken back only after it was given: the two must not overtake each other", async () => {
  let answer = (_: unknown) => {};
  vi.spyOn(api, "put").mockImplementation(() => new Promise((resolve) => (answer = resolve)) as never);
  const taken = vi.spyOn(api, "delete").mockResolvedValue();
  show(<FavouriteStar dashboard={{ id: 7, name: "Hall", is_favourite: false } as DashboardSummary} />);
  await userEvent.dblClick(screen.getByTestId("favourite-7"));
  expect(taken).not.toHaveBeenCalled();
  await act(async () => answer({}));
  expect(taken).toHaveBeenCalledExactlyOnceWith("/api/dashboards/7/favourite");
});
