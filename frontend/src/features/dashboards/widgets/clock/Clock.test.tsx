import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderWidget } from "../testing";

it("shows the time at a place", () => {
  renderWidget("clock", [], { options: { zone: "Asia/Tokyo" } });
  expect(screen.getByText("21:00:00")).toBeInTheDocument();
  expect(screen.getByText("Tokyo")).toBeInTheDocument();
});

it("shows hands, and says the same in words", () => {
  renderWidget("clock", [], { options: { zone: "America/New_York", face: "analog", showSeconds: false } });
  expect(screen.getByRole("img")).toHaveAccessibleName("Title 07:00");
});

it("says that it knows no such place", () => {
  renderWidget("clock", [], { options: { zone: "Mars/Olympus" } });
  expect(screen.getByText(/There is no time zone “Mars\/Olympus”/)).toBeInTheDocument();
});
