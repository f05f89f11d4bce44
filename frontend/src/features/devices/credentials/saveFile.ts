/** Hand text or bytes to the person as a file. */
export function saveFile(content: BlobPart, name: string, type = "application/x-pem-file"): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
