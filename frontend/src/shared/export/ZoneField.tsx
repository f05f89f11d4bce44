import { Select } from "@mantine/core";
import { useMemo } from "react";
import { localZone } from "./types";

interface ZoneFieldProps {
  label: string | undefined;
  value: string;
  change: (zone: string) => void;
  description?: string | undefined;
  error?: string | undefined;
  disabled?: boolean;
  w?: number;
  /** What an empty field stands for; without it there must be a zone. */
  ordinary?: string;
  "data-testid"?: string;
}

/** A time zone by its name, the reader's own first. */
export function ZoneField({ value, change, ordinary, ...shared }: ZoneFieldProps) {
  const zones = useMemo(
    () => [...new Set([localZone(), "UTC", value, ...Intl.supportedValuesOf("timeZone")])].filter(Boolean),
    [value],
  );
  return (
    <Select
      {...shared}
      searchable
      allowDeselect={false}
      clearable={ordinary !== undefined && value !== ""}
      placeholder={ordinary}
      limit={100}
      data={zones}
      value={value || null}
      onChange={(zone) => (zone || ordinary !== undefined) && change(zone ?? "")}
    />
  );
}
