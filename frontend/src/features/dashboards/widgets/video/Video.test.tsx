import { fireEvent, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { api } from "@/shared/api/client";
import { renderWidget } from "../testing";

afterEach(() => vi.restoreAllMocks());

it("plays a film of a host that is allowed, silently, and says when it cannot", async () => {
  vi.spyOn(api, "get").mockResolvedValue({ hosts: ["https://cam.example"] });
  renderWidget("video", [], { options: { from: "url", url: "https://cam.example/yard.mp4" } });
  const film = await screen.findByLabelText("Title");
  expect(film).toHaveAttribute("src", "https://cam.example/yard.mp4");
  expect(film).toHaveProperty("muted", true);
  fireEvent.error(film);
  expect(screen.getByText(/This browser cannot play it/)).toBeInTheDocument();
});
