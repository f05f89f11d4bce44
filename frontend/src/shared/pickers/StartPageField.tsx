import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Named, Page } from "../api/types";

interface StartPageFieldProps {
  label: string;
  description?: string;
  /** A path of the program; empty for the ordinary one. */
  value: string;
  change: (path: string) => void;
  /** What the ordinary one is called, where that is not the start page of Sluice. */
  ordinary?: string;
}

const PAGES = ["/dashboards", "/alarms", "/devices", "/flows"];
const DASHBOARDS = 200;
/** A select has no empty value. */
const ORDINARY = "/";

/** Where somebody begins after signing in. */
export function StartPageField({ label, description, value, change, ordinary }: StartPageFieldProps) {
  const { t } = useTranslation();
  const dashboards = useQuery({
    queryKey: ["dashboards", "names"],
    queryFn: ({ signal }) => api.get<Page<Named>>("/api/dashboards", { limit: DASHBOARDS }, signal),
    staleTime: 60_000,
  });
  const pages = [ORDINARY, ...PAGES].map((path) => ({
    value: path,
    label: path === ORDINARY && ordinary ? ordinary : t(`start_page.pages.${path.slice(1) || "home"}`),
  }));
  const named = (dashboards.data?.items ?? []).map(({ id, name }) => ({ value: `/dashboards/${id}`, label: name }));
  const isKnown = !value || [...pages, ...named].some((page) => page.value === value);
  return (
    <Select
      label={label}
      description={description}
      searchable
      // What is typed takes the place of what is chosen.
      onFocus={(event) => event.currentTarget.select()}
      allowDeselect={false}
      data={[
        { group: t("start_page.pages_group"), items: isKnown ? pages : [...pages, { value, label: value }] },
        ...(named.length > 0 ? [{ group: t("start_page.dashboards_group"), items: named }] : []),
      ]}
      value={value || ORDINARY}
      onChange={(path) => change(path === ORDINARY ? "" : (path ?? ""))}
    />
  );
}
