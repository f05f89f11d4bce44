import i18next from "i18next";
import { currentOrganizationId } from "../session/currentOrganization";
import { ApiError } from "./ApiError";
import { addressOf, type Query } from "./client";

/** Fetch a file and hand it to the person. A plain link could not name the organization. */
export async function download(path: string, query: Query, fileName: string): Promise<void> {
  const organization = currentOrganizationId();
  const response = await fetch(addressOf(path, query), {
    credentials: "same-origin",
    headers: organization ? { "X-Organization": organization } : {},
  });
  if (!response.ok) {
    const { status } = response;
    throw new ApiError({ status, message: i18next.t("shared:error.call.file", { status }), path });
  }
  saveBlob(await response.blob(), fileName);
}

/** Hand something to the person as a file. */
export function saveBlob(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(address);
}
