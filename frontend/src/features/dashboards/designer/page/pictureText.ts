/** Widths to try, the widest first: a screen's, then whatever fits. */
const WIDTHS_PX = [1920, 1280, 960, 640];
const QUALITY = 0.8;

/** A file's pixels as text of at most `bound` characters, or null when it is no picture or cannot be made small enough. */
export async function pictureText(file: Blob, bound: number): Promise<string | null> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  for (const most of WIDTHS_PX) {
    const scale = Math.min(1, most / bitmap.width);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const text = canvas.toDataURL("image/webp", QUALITY);
    if (text.length <= bound) return text;
  }
  return null;
}
