import { encode } from 'iconv-lite';
import { type FolderLimits, openFolder } from '../../src/papers/folder';
import { useFolder } from '../support/papers';
import { type HandPacked, handZip, unicodePath, zipped } from '../support/zips';

const files = useFolder();
const LIMITS: FolderLimits = { entries: 500, unpackedBytes: 50_000_000, ratio: 100 };
const content = Buffer.from('%PDF-1.7 as far as a zip cares');
const gbk = (name: string) => encode(name, 'gb18030');

let made = 0;
const opened = (bytes: Buffer, limits = LIMITS) => {
  made += 1;
  return openFolder(files.write(`${made}.zip`, bytes), limits);
};

/** Name and size or code of each entry, read in order. */
async function told(bytes: Buffer, limits = LIMITS): Promise<string[]> {
  const folder = await opened(bytes, limits);
  const lines: string[] = [];
  for (const { name, refused, open } of folder.entries) {
    try {
      if (refused) throw refused;
      let size = 0;
      for await (const chunk of await open()) size += (chunk as Buffer).length;
      lines.push(`${name} ${size}`);
    } catch (error) {
      lines.push(`${name} ${(error as { code?: string }).code}`);
    }
  }
  folder.close();
  return lines;
}
const whole = (bytes: Buffer, limits = LIMITS) =>
  opened(bytes, limits).then(
    () => 'opened',
    ({ code }) => code,
  );
const hand = (...entries: Partial<HandPacked>[]) =>
  handZip(entries.map((entry) => ({ name: 'a.pdf', content, ...entry })));

describe('names of entries', () => {
  it('UTF-8 with its flag, UTF-8 without, GBK, GB18030 beyond GBK, Info-ZIP unicode path: side by side in one zip', async () => {
    const folder = await opened(
      hand(
        { name: '会见笔录.pdf', flags: 0x800 },
        { name: '辩护词.pdf' },
        { name: gbk('判决书.pdf') },
        { name: gbk('㐂某身份证.jpg') },
        { name: gbk('??.pdf'), extra: unicodePath(gbk('??.pdf'), '代理词.pdf') },
      ),
    );
    expect(folder.entries.map(({ name }) => name)).toEqual([
      '会见笔录.pdf',
      '辩护词.pdf',
      '判决书.pdf',
      '㐂某身份证.jpg',
      '代理词.pdf',
    ]);
    folder.close();
  });

  it('hanzi whose GBK bytes are letters in UTF-8 as well are read as hanzi', async () => {
    const name = '摹拢';
    expect(Buffer.from(gbk(name)).toString()).not.toContain('\ufffd');
    expect(await told(hand({ name: gbk(`${name}.pdf`) }))).toEqual([`${name}.pdf ${content.length}`]);
  });

  it('a unicode path made for another name is not believed; a UTF-8 flag on GBK bytes neither', async () => {
    expect(
      await told(
        hand(
          { name: gbk('判决书.pdf'), extra: unicodePath(gbk('判决书.pdf'), '辩护词.pdf', 1) },
          { name: gbk('裁定书.pdf'), flags: 0x800 },
        ),
      ),
    ).toEqual([`判决书.pdf ${content.length}`, `裁定书.pdf ${content.length}`]);
  });

  it.each([
    '../../etc/passwd',
    '卷宗/../../辩护词.pdf',
    '/etc/passwd',
    'C:/Windows/辩护词.pdf',
    'c:辩护词.pdf',
    '卷宗\\辩护词.pdf',
    '\\\\server\\share\\a.pdf',
    '辩护词.pdf\0.exe',
    './辩护词.pdf',
    'CON',
    '卷宗/nul.pdf',
    'com1.txt',
    '换\n行.pdf',
    '\u202efdp.exe.pdf',
    'x'.repeat(501),
  ])('a name that tries to be a path is refused: %j', async (name) => {
    const [line] = await told(hand({ name, flags: 0x800 }));
    expect(line).toMatch(/ENTRY_NAME_UNSAFE$/);
  });

  it('what systems put beside the papers, and folders, are skipped but counted', async () => {
    const litter = [
      '卷宗/',
      '__MACOSX/卷宗/._辩护词.pdf',
      '卷宗/.DS_Store',
      '卷宗/Thumbs.db',
      '._a.pdf',
      'desktop.ini',
    ];
    const folder = await opened(
      hand(...litter.map((name) => ({ name, content: Buffer.alloc(0) })), { name: '卷宗/辩护词.pdf' }),
    );
    expect(folder.skipped).toBe(litter.length);
    expect(folder.entries.map(({ name }) => name)).toEqual(['卷宗/辩护词.pdf']);
    folder.close();
  });
});

describe('entries that are not taken', () => {
  const zeros = (size: number) => Buffer.alloc(size);

  it.each<[string, Partial<HandPacked>, string]>([
    ['a link', { attributes: (0o120777 << 16) >>> 0 }, 'ENTRY_NOT_A_FILE'],
    ['a device', { attributes: (0o020666 << 16) >>> 0 }, 'ENTRY_NOT_A_FILE'],
    ['an encrypted entry', { flags: 1 }, 'ENTRY_ENCRYPTED'],
    ['a zip in the zip', { name: '第二卷.ZIP' }, 'ENTRY_NESTED'],
    ['a method of its own', { method: 14 }, 'ENTRY_METHOD_UNKNOWN'],
    ['a thousandfold growth', { content: zeros(5_000_000) }, 'ENTRY_BOMB'],
    ['more bytes than it says', { content: zeros(1000), claims: 10 }, 'ENTRY_DAMAGED'],
    ['fewer bytes than it says', { content: zeros(1000), claims: 2000 }, 'ENTRY_DAMAGED'],
    ['a checksum that does not fit', { crc: 1 }, 'ENTRY_DAMAGED'],
    ['noise instead of data', { content: Buffer.from([7, 255, 1, 2, 3, 4]), stored: true, method: 8 }, 'ENTRY_DAMAGED'],
  ])('%s, and the next one is read', async (_what, entry, code) => {
    const lines = await told(hand(entry, { name: 'next.pdf' }));
    expect(lines).toEqual([expect.stringMatching(new RegExp(`${code}$`)), `next.pdf ${content.length}`]);
  });

  it('one that is found bad before anybody reads it is told to whoever reads it, and ends no server', async () => {
    const folder = await opened(hand({ content: zeros(1000), claims: 10 }));
    const bytes = await folder.entries[0]!.open();
    // The disk on which it will be put down is slow.
    await new Promise((waited) => bytes.once('close', waited));
    await expect(bytes.toArray()).rejects.toMatchObject({ code: 'ENTRY_DAMAGED' });
    folder.close();
  });

  it('growth that hides behind a small size in the directory is stopped at that size', async () => {
    expect(await told(hand({ content: zeros(40_000_000), claims: 100 }))).toEqual(['a.pdf ENTRY_DAMAGED']);
  });

  it('all entries together may not come out larger than the limit, whatever the directory says', async () => {
    const one = Buffer.from(Array.from({ length: 30_000 }, (_, n) => (n * 7919) % 251));
    const lines = await told(hand({ content: one }, { content: one }, { content: one }), {
      ...LIMITS,
      unpackedBytes: 50_000,
    });
    expect(lines).toEqual(['a.pdf 30000', 'a.pdf FOLDER_UNPACKED_TOO_LARGE', 'a.pdf FOLDER_UNPACKED_TOO_LARGE']);
  });
});

describe('a zip that is not taken at all', () => {
  it.each<[string, () => Buffer | Promise<Buffer>, string]>([
    ['no zip', () => Buffer.from('PK but not really'), 'FOLDER_NOT_A_ZIP'],
    ['nothing', () => Buffer.alloc(0), 'FOLDER_NOT_A_ZIP'],
    ['an empty zip', () => handZip([]), 'FOLDER_NOT_A_ZIP'],
    [
      'half a zip',
      async () => (await zipped([{ name: 'a', content: 'a'.repeat(999) }])).subarray(0, 60),
      'FOLDER_NOT_A_ZIP',
    ],
    ['501 entries', () => hand(...Array.from({ length: 501 }, () => ({}))), 'FOLDER_TOO_MANY_ENTRIES'],
    [
      'entries that share the same bytes',
      () => {
        const bytes = Buffer.alloc(900_000, 'x');
        return hand({ content: bytes }, ...Array.from({ length: 400 }, () => ({ content: bytes, dataOf: 0 })));
      },
      'FOLDER_OVERLAPPING',
    ],
    [
      'a directory of many megabytes',
      () => hand(...Array.from({ length: 100 }, () => ({ name: 'x'.repeat(60_000) }))),
      'FOLDER_NOT_A_ZIP',
    ],
  ])('%s', async (_what, make, code) => {
    expect(await whole(await make())).toBe(code);
  });
});
