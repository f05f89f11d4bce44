import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { tabNames } from "../../view/tabBars";
import { openPage, renderWidget } from "../testing";

const options = { tabs: ["Overview", "Pumps", " ", "Motors", "Pumps"] };

it("opens the first tab by itself and another by a click", async () => {
  const open = openPage();
  renderWidget("tabs", [], { options, page: open.page });
  expect(screen.getByRole("tab", { name: "Overview" })).toHaveAttribute("aria-selected", "true");
  await userEvent.click(screen.getByRole("tab", { name: "Pumps" }));
  expect(open.say).toHaveBeenCalledExactlyOnceWith("tab", "Pumps");
});

it("goes round by the arrow keys", async () => {
  const open = openPage({ said: () => "Motors" });
  renderWidget("tabs", [], { options, page: open.page });
  screen.getByRole("tab", { name: "Motors" }).focus();
  await userEvent.keyboard("{ArrowRight}");
  expect(open.say).toHaveBeenLastCalledWith("tab", null);
  await userEvent.keyboard("{ArrowLeft}");
  expect(open.say).toHaveBeenLastCalledWith("tab", "Pumps");
});

it("counts a name once and an empty one not at all", () => {
  expect(tabNames(options.tabs)).toEqual(["Overview", "Pumps", "Motors"]);
  expect(tabNames("nonsense")).toEqual([]);
  renderWidget("tabs", [], { options: { tabs: [] } });
  expect(screen.getByText(/Write the names of the tabs/)).toBeInTheDocument();
});
