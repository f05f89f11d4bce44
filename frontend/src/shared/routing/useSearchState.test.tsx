import { act, render } from "@testing-library/react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { expect, it } from "vitest";
import { useSearchState } from "./useSearchState";

type Write = ReturnType<typeof useSearchState>[1];
const doors: Write[] = [];

function Page() {
  const [, write] = useSearchState();
  doors.push(write);
  return null;
}

it("adds to the address as it is by now, also from a page that was drawn before", async () => {
  const router = createMemoryRouter([{ path: "/", Component: Page }], { initialEntries: ["/?page=p1"] });
  render(<RouterProvider router={router} />);
  const before = doors.at(-1);
  await act(async () => before?.({ page: "p2" }));
  await act(async () => before?.({ from: "now-1h" }));
  expect(router.state.location.search).toBe("?page=p2&from=now-1h");
});

it("does not bring back what somebody went away from", async () => {
  const router = createMemoryRouter([{ path: "/", Component: Page }], { initialEntries: ["/?page=p1"] });
  render(<RouterProvider router={router} />);
  const before = doors.at(-1);
  await act(async () => before?.({ page: "p2" }));
  await act(async () => router.navigate("/?page=p3"));
  await act(async () => before?.({ from: "now-1h" }));
  expect(router.state.location.search).toBe("?page=p3&from=now-1h");
});
