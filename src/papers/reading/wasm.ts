const TABLE_SECTION = 4;
const I32 = 0x7f;

function readNumber(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let next = from, shift = 0; ; shift += 7) {
    const byte = bytes[next] ?? 0;
    next += 1;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value, next };
  }
}

/**
 * A copy of a module whose table of functions may grow: PDFium's is made to measure, and whoever answers its questions
 * about fonts needs places in it. Only the table's upper limit is changed, to the largest of the same length.
 */
export function withRoomyTable(wasm: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(wasm);
  for (let at = 8; at < bytes.length; ) {
    const { value: length, next: body } = readNumber(bytes, at + 1);
    if (bytes[at] === TABLE_SECTION) {
      const limits = readNumber(bytes, body).next + 1;
      const least = readNumber(bytes, limits + 1);
      const most = readNumber(bytes, least.next);
      if (bytes[limits] !== 1) return bytes;
      bytes.fill(0xff, least.next, most.next - 1);
      bytes[most.next - 1] = 0x7f;
      return bytes;
    }
    at = body + length;
  }
  return bytes;
}

/** Puts a function of numbers into a module's table and gives its place, which is what C calls a function pointer. */
export function addFunction(
  table: WebAssembly.Table,
  parameters: number,
  call: (...values: number[]) => number,
): number {
  const types = Array.from({ length: parameters }, () => I32);
  const type = [1, 0x60, parameters, ...types, 1, I32];
  const bytes = [
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    1,
    type.length,
    ...type,
    2,
    7,
    1,
    1,
    0x65,
    1,
    0x66,
    0,
    0,
    7,
    5,
    1,
    1,
    0x66,
    0,
    0,
  ];
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes)), { e: { f: call } });
  const place = table.grow(1);
  table.set(place, exports.f);
  return place;
}
