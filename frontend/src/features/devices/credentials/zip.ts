/**
 * A ZIP archive of a few small texts, stored without packing. The private key is in the page's memory only, so the archive
 * is made here: asking the server for one would mean a second key.
 */
export function zipOf(files: Record<string, string>, at = new Date()): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const local: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const path = encoder.encode(name);
    const content = encoder.encode(text);
    // Shared by both headers: version, UTF-8 names, stored, time, checksum, sizes, length of the name, no extra field.
    const facts = fields(
      [2, 20],
      [2, 0x0800],
      [2, 0],
      [2, dosTime(at)],
      [2, dosDate(at)],
      [4, crc32(content)],
      [4, content.length],
      [4, content.length],
      [2, path.length],
      [2, 0],
    );
    const before = offset;
    const entry = [fields([4, 0x04034b50]), facts, path, content];
    local.push(...entry);
    offset += entry.reduce((sum, part) => sum + part.length, 0);
    central.push(fields([4, 0x02014b50], [2, 20]), facts, fields([2, 0], [2, 0], [2, 0], [4, 0], [4, before]), path);
  }
  const count = Object.keys(files).length;
  const length = central.reduce((sum, part) => sum + part.length, 0);
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, offset], [2, 0]);
  return joined([...local, ...central, end]);
}

function fields(...values: [width: 2 | 4, value: number][]): Uint8Array {
  const bytes = new Uint8Array(values.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of values) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function dosTime(at: Date): number {
  return (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1);
}

function dosDate(at: Date): number {
  return ((at.getFullYear() - 1980) << 9) | ((at.getMonth() + 1) << 5) | at.getDate();
}

export function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
