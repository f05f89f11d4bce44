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
  "data-testid"?: string;
}

/** A time zone by its name, the reader's own first. */
export function ZoneField({ value, change, ...shared }: ZoneFieldProps) {
  const zones = useMemo(
    () => [...new Set([localZone(), "UTC", value, ...Intl.supportedValuesOf("timeZone")])].filter(Boolean),
    [value],
  );
  return (
    <Select
      {...shared}
      searchable
      allowDeselect={false}
      limit={100}
      data={zones}
      value={value}
      onChange={(zone) => zone && change(zone)}
    />
  );
}
