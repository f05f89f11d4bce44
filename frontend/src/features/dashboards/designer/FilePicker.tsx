import { api } from "@/shared/api/client";
import type { Page } from "@/shared/api/types";
import { ResourcePicker, type ResourcePickerProps } from "@/shared/pickers/ResourcePicker";

interface FileRow {
  id: number;
  name: string;
  place: string;
}

const SHOWN = 30;

/** A file of a device, a device type or the organization. */
export function FilePicker(
  props: Omit<ResourcePickerProps<FileRow>, "name" | "list" | "describe" | "readOne" | "create">,
) {
  return (
    <ResourcePicker<FileRow>
      {...props}
      name={["files"]}
      list={async (search, signal) =>
        (await api.get<Page<FileRow>>("/api/files", { search, limit: SHOWN }, signal)).items
      }
      describe={({ name, place }) => ({ label: name, hint: place })}
      readOne={(id) => api.get<FileRow>(`/api/files/${id}`)}
    />
  );
}
