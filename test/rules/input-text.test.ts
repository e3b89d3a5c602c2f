import 'reflect-metadata';
import { line, prose } from '../../src/platform/input';

/** What turns the order in which a text is read: `起诉\u202E...` shows as something else than what is there. */
const TURNING = [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069];

describe.each([
  ['one line', line()],
  ['several lines', prose()],
])('text of %s', (_, text) => {
  test.each([...TURNING, 0x00, 0x07, 0x1b, 0x85])('with character %i is refused', (code) => {
    const sign = String.fromCodePoint(code);
    expect(text.safeParse(`起诉${sign}fdp.exe`).error?.issues.map(({ message }) => message)).toEqual([
      '含有不可见字符',
    ]);
  });

  test.each(['阿依古丽·买买提', '\u{20BB7}野', '👩\u200d⚖️', '（2026）朝援刑0001号'])('with %s is taken', (sound) => {
    expect(text.parse(sound)).toBe(sound);
  });
});
