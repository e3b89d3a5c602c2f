import 'reflect-metadata';
import { code, line, prose, reason } from '../../src/platform/input';

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

/** Characters that take no room: zero-width spaces and joiners, soft hyphen, Hangul filler, Braille blank, a lone accent. */
const UNSEEN = ['\u200b\u2060\u200b', '\u00ad\u200d\ufe0f', '\u3164\uffa0', '\u2800', '\u0301'];

describe.each([
  ['one line', line()],
  ['several lines', prose()],
])('text of %s', (_, text) => {
  test.each(UNSEEN)('of which nothing is seen is empty', (unseen) => {
    expect(text.safeParse(unseen.repeat(5)).error?.issues[0]?.message).toBe('不能为空');
  });
});

describe('a reason', () => {
  test.each([...UNSEEN.map((unseen) => unseen.repeat(5)), '同意\u200b\u200b\u200b', '。。。。。', '同意！！！'])(
    'has five letters, digits or characters that can be read (%#)',
    (text) => {
      expect(reason().safeParse(text).success).toBe(false);
    },
  );

  test.each(['事实不清楚', '\u{20BB7}野家补正', 'قارشى ئەمەس', '见第13页！', '事实\u200d不清楚'])(
    '%s is one',
    (text) => {
      expect(reason().parse(text)).toBe(text);
    },
  );
});

describe('a code', () => {
  test.each(['\u200b1101', '11\u206001', '1101\ufeff', '１１\u00ad０１', ' 11 01\u2800'])(
    '%j is 1101: what takes no ink is not part of it',
    (text) => {
      expect(code(4).parse(text)).toBe('1101');
    },
  );

  test.each(['\u200b\u2060', '\u3164', '11\u202e01', '11\u000701'])('%j is none', (text) => {
    expect(code(4).safeParse(text).success).toBe(false);
  });
});
