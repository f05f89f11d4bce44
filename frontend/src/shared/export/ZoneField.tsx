import { Select } from "@mantine/core";
import { useMemo } from "react";
import { localZone } from "./types";

interface ZoneFieldProps {
  label: string;
  value: string;
  change: (zone: string) => void;
  description?: string;
  w?: number;
}

/** A time zone by its name, the reader's own first. */
export function ZoneField({ label, value, change, description, w }: ZoneFieldProps) {
  const zones = useMemo(
    () => [...new Set([localZone(), "UTC", value, ...Intl.supportedValuesOf("timeZone")])],
    [value],
  );
  return (
    <Select
      label={label}
      description={description}
      searchable
      allowDeselect={false}
      w={w}
      limit={100}
      data={zones}
      value={value}
      onChange={(zone) => zone && change(zone)}
    />
  );
}
