import { fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { renderWidget } from "../testing";
import { fresh } from "./Image";

afterEach(() => vi.restoreAllMocks());
const allowed = (...hosts: string[]) => vi.spyOn(api, "get").mockResolvedValue({ hosts });
const camera = (url: string) => renderWidget("image", [], { options: { from: "url", url, alt: "Yard" } });

it("shows a picture of a host that is allowed", async () => {
  allowed("https://cam.example");
  camera("https://cam.example/yard.jpg");
  expect(await screen.findByRole("img", { name: "Yard" })).toHaveAttribute("src", "https://cam.example/yard.jpg");
});

it("says who allows a host, and what is no address", async () => {
  allowed();
  camera("https://cam.example/yard.jpg");
  expect(await screen.findByText(/Pages of https:\/\/cam.example are not shown: an administrator/)).toBeInTheDocument();
  camera("javascript:alert(1)");
  expect(await screen.findByText(/“javascript:alert\(1\)” is not opened/)).toBeInTheDocument();
  expect(screen.queryByRole("img", { name: "Yard" })).not.toBeInTheDocument();
});

it("says that a picture does not load", async () => {
  allowed("https://cam.example");
  camera("https://cam.example/yard.jpg");
  fireEvent.error(await screen.findByRole("img", { name: "Yard" }));
  expect(screen.getByText("The picture does not load from https://cam.example/yard.jpg.")).toBeInTheDocument();
});

it("asks for a file while none is chosen", () => {
  renderWidget("image", []);
  expect(screen.getByText("Choose a file of a device.")).toBeInTheDocument();
});

it("asks a camera for a picture that it has not given yet", () => {
  expect(fresh("https://cam.example/a.jpg?size=2", 7)).toBe("https://cam.example/a.jpg?size=2&_=7");
  expect(fresh("https://cam.example/a.jpg", 0)).toBe("https://cam.example/a.jpg");
  expect(fresh("blob:x", 7)).toBe("blob:x");
});
