import { Select } from "@mantine/core";
import { useMemo } from "react";

interface ZoneInputProps {
  value: string;
  set: (value: string) => void;
  label: string | undefined;
  description: string | undefined;
  error: string | undefined;
  disabled: boolean;
}

/** Time zones by their IANA names; that of the browser comes first. */
export function ZoneInput({ value, set, ...shared }: ZoneInputProps) {
  const zones = useMemo(() => {
    const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return [...new Set([here, "UTC", value, ...Intl.supportedValuesOf("timeZone")])].filter(Boolean);
  }, [value]);
  return (
    <Select
      {...shared}
      data={zones}
      value={value}
      onChange={(zone) => zone && set(zone)}
      allowDeselect={false}
      searchable
      limit={50}
    />
  );
}
