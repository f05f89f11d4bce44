import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, test, vi } from "vitest";
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
  choosable: [],
  expires_at: null,
  is_expired: false,
  created_at: "2026-01-01T00:00:00Z",
  created_by: "Dana",
  opened_count: 0,
  last_opened_at: null,
};

const DETAIL = { document: { variables: [{ name: "machine", kind: "device", label: "Machine" }] } };

test("a link is made with a password and sites, and its address is shown once", async () => {
  const calls = fakeServer(({ method, path }) => ({
    json: method === "POST" ? { ...LINK, path: "/public/secret" } : path === "/api/dashboards/7" ? DETAIL : [],
  }));
  show(<PublicLinks dashboardId={7} />);
  await userEvent.click(await screen.findByRole("button", { name: "Make a link" }));
  await userEvent.type(screen.getByLabelText("Name"), "Lobby");
  await userEvent.type(screen.getByLabelText(/^Password/, { selector: "input" }), "open sesame");
  await userEvent.type(screen.getByLabelText("Sites that may show it in a frame"), "example.com{enter}*.example.org");
  await userEvent.click(await screen.findByRole("checkbox", { name: "Machine" }));
  await userEvent.click(screen.getByRole("button", { name: "Make a link" }));
  expect(await screen.findByText(/\/public\/secret$/)).toBeInTheDocument();
  expect(screen.getByText(/^<iframe src=".*\/public\/secret\?embed=1"/)).toBeInTheDocument();
  expect(calls.find(({ method }) => method === "POST")).toMatchObject({
    path: "/api/dashboards/7/public-links",
    body: { name: "Lobby", password: "open sesame", hosts: ["example.com", "*.example.org"], choosable: ["machine"] },
  });
});

test("links say how long they last, whether they ask for a password and who made them", async () => {
  fakeServer(() => ({ json: [LINK] }));
  show(<PublicLinks dashboardId={7} />);
  expect(await screen.findByTestId("public-link-3")).toHaveTextContent(
    "Lobbyno end · with password · example.com · by Dana · never opened",
  );
});

describe("a link that is there already", () => {
  async function changing(link: Partial<typeof LINK> = {}) {
    const calls = fakeServer(({ method, path }) => ({
      json: method === "PATCH" ? LINK : path === "/api/dashboards/7" ? DETAIL : [{ ...LINK, ...link }],
    }));
    show(<PublicLinks dashboardId={7} />);
    await userEvent.click(await screen.findByRole("button", { name: "Change Lobby" }));
    const save = async () => {
      await userEvent.click(screen.getByRole("button", { name: "Save" }));
      await screen.findByTestId("public-link-3");
      return calls.find(({ method }) => method === "PATCH");
    };
    return { save };
  }

  test("keeps its end and its password unless others are given", async () => {
    const { save } = await changing();
    await userEvent.clear(screen.getByLabelText("Name"));
    await userEvent.type(screen.getByLabelText("Name"), "Canteen");
    expect(await save()).toMatchObject({
      path: "/api/dashboards/7/public-links/3",
      body: { name: "Canteen", hosts: ["example.com"], choosable: [] },
    });
  });

  test("says nothing of the password it keeps", async () => {
    const { save } = await changing();
    expect(Object.keys((await save())?.body as object).sort()).toEqual(["choosable", "hosts", "name"]);
  });

  test("takes a new password", async () => {
    const first = await changing();
    await userEvent.type(screen.getByLabelText(/^Password/, { selector: "input" }), "close sesame");
    expect((await first.save())?.body).toMatchObject({ password: "close sesame" });
  });

  test("asks for no password any more", async () => {
    const { save } = await changing();
    await userEvent.click(screen.getByRole("checkbox", { name: "Ask for a password" }));
    expect(screen.queryByLabelText(/^Password/, { selector: "input" })).not.toBeInTheDocument();
    expect((await save())?.body).toMatchObject({ password: "" });
  });

  test("ends never, although it did", async () => {
    const { save } = await changing({ expires_at: "2026-05-01T00:00:00Z" as never });
    await userEvent.click(screen.getByRole("combobox", { name: "Ends" }));
    await userEvent.click(await screen.findByRole("option", { name: "Never" }));
    expect((await save())?.body).toMatchObject({ expires_at: null });
  });
});
