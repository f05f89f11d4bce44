import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";
import { show } from "@/testing/render";
import type { PermissionInfo } from "../types";
import { EntryCard } from "./EntryCard";
import { EMPTY, type EntryDocument, type ProfileDocument, withEntry } from "./profileDocument";

const PERMISSIONS: PermissionInfo[] = [
  { name: "read", label: "See", description: "see it", switch: null, switch_label: null },
  { name: "write_metric", label: "Write metrics", description: "write", switch: null, switch_label: null },
  {
    name: "manage_sites",
    label: "Manage sites",
    description: "manage",
    switch: "access_management",
    switch_label: "Access management",
  },
];

const HALL: EntryDocument = {
  node: "s:7",
  kind: "site",
  label: "Hall 7",
  breadcrumbs: [{ key: "o:acme", label: "Acme" }],
  effect: "allow",
  permissions: ["read"],
  dashboard_role: "viewer",
};

function Card({ start }: { start: Partial<ProfileDocument> }) {
  const [document, change] = useState<ProfileDocument>({ ...EMPTY, entries: [HALL], ...start });
  const [isOpen, setOpen] = useState(true);
  return document.entries.map((entry, index) => (
    <EntryCard
      key={entry.node}
      entry={entry}
      document={document}
      permissions={PERMISSIONS}
      isOpen={isOpen}
      setOpen={setOpen}
      change={(part) => change(withEntry(document, index, part))}
      remove={() => {}}
    />
  ));
}

test("what a switch shuts cannot be ticked, and the page says which switch", () => {
  show(<Card start={{ access_management: false, access_dashboard: false }} />);
  expect(screen.getByRole("checkbox", { name: "Manage sites" })).toBeDisabled();
  expect(screen.getByText("Turn on “Access management” above to set these.")).toBeVisible();
  expect(screen.getByRole("radio", { name: "Viewer" })).toBeDisabled();
  expect(screen.getByRole("radio", { name: "None" })).toBeChecked();
  expect(screen.getByRole("checkbox", { name: "Write metrics" })).toBeEnabled();
});

test("with its switch on a permission can be ticked, and the line says it in words", async () => {
  show(<Card start={{ access_management: true }} />);
  await userEvent.click(screen.getByRole("checkbox", { name: "Manage sites" }));
  await userEvent.click(screen.getByRole("button", { name: /Hall 7 Acme/ }));
  expect(screen.getByText("See · Manage sites · Dashboards: Viewer")).toBeVisible();
});

test("a deny begins with everything and has no dashboard role", async () => {
  show(<Card start={{}} />);
  await userEvent.click(screen.getByText("Deny"));
  expect(screen.getByRole("radio", { name: "Everything" })).toBeChecked();
  expect(screen.queryByText("Dashboard role")).toBeNull();
  await userEvent.click(screen.getByRole("radio", { name: "Some permissions" }));
  expect(screen.getByRole("checkbox", { name: "Write metrics" })).toBeChecked();
  expect(screen.queryByRole("checkbox", { name: "See" })).toBeNull();
});

test("an allow of nothing is named where it stands", async () => {
  show(<Card start={{ access_dashboard: false }} />);
  await userEvent.click(screen.getByRole("checkbox", { name: "See" }));
  expect(screen.getByRole("alert")).toHaveTextContent("Nothing is allowed here.");
});
