import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { show } from "@/testing/render";
import { fakeServer } from "@/testing/server";
import { PublicLinks } from "./PublicLinks";

afterEach(() => vi.restoreAllMocks());

const LINK = {
  id: 3,
  name: "Lobby",
  hint: "abcd",
  has_password: true,
  hosts: ["example.com"],
  expires_at: null,
  is_expired: false,
  created_at: "2026-01-01T00:00:00Z",
  created_by: "Dana",
  opened_count: 0,
  last_opened_at: null,
};

test("a link is made with a password and sites, and its address is shown once", async () => {
  const calls = fakeServer(({ method }) => ({ json: method === "POST" ? { ...LINK, path: "/public/secret" } : [] }));
  show(<PublicLinks dashboardId={7} />);
  await userEvent.click(await screen.findByRole("button", { name: "Make a link" }));
  await userEvent.type(screen.getByLabelText("Name"), "Lobby");
  await userEvent.type(screen.getByLabelText(/^Password/, { selector: "input" }), "open sesame");
  await userEvent.type(screen.getByLabelText("Sites that may show it in a frame"), "example.com{enter}*.example.org");
  await userEvent.click(screen.getByRole("button", { name: "Make a link" }));
  expect(await screen.findByText(/\/public\/secret$/)).toBeInTheDocument();
  expect(screen.getByText(/^<iframe src=".*\/public\/secret\?embed=1"/)).toBeInTheDocument();
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/api/dashboards/7/public-links",
    body: { name: "Lobby", password: "open sesame", hosts: ["example.com", "*.example.org"] },
  });
});

test("links say how long they last, whether they ask for a password and who made them", async () => {
  fakeServer(() => ({ json: [LINK] }));
  show(<PublicLinks dashboardId={7} />);
  expect(await screen.findByTestId("public-link-3")).toHaveTextContent(
    "Lobbyno end · with password · example.com · by Dana · never opened",
  );
});
