import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Me } from "@/shared/api/types";
import { TimeText } from "@/shared/time/TimeText";
import { person, show } from "@/testing/render";
import { useAppliedPreferences } from "./useAppliedPreferences";

function Shown({ preferences }: { preferences: Me["user"]["preferences"] }) {
  const me = person();
  useAppliedPreferences({ ...me, user: { ...me.user, preferences } });
  return <TimeText time="2020-01-31T23:30:00Z" />;
}

test("what was chosen elsewhere holds here: density, and the zone that times are shown in", () => {
  show(<Shown preferences={{ density: "compact", time_zone: "Asia/Tokyo" }} />);
  expect(document.documentElement.dataset.density).toBe("compact");
  expect(screen.getByText("1 Feb 2020")).toBeVisible();
});

test("what makes no sense changes nothing", () => {
  show(<Shown preferences={{ density: 7, time_zone: null, theme: "pink" }} />);
  expect(document.documentElement.dataset.density).toBe("compact");
  expect(screen.getByText(/Jan 2020|Feb 2020/)).toBeVisible();
});
