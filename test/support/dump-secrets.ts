import { openIdNumber } from '../../src/platform/crypto';
import type { World } from './world';

/** What must be found nowhere that a reader can look: each thing with what it is. */
export interface Secrets {
  /** Ids of people, places, files and papers, in lower case with dashes. */
  readonly ids: ReadonlyMap<string, string>;
  /** Digests of what was handed in, in hexadecimal. */
  readonly digests: ReadonlyMap<string, string>;
  /** Names, numbers, addresses, telephones, titles. */
  readonly words: ReadonlyMap<string, string>;
}

/** Tables whose every uuid leads to a person, a place or a file. */
const IDENTIFYING = [
  'account',
  'activity',
  'agency',
  'appointment',
  'bureau',
  'case_file',
  'case_organ',
  'closing',
  'engagement',
  'material',
  'person',
  'practitioner',
  'proceeding',
  'quality_check',
  'recipient',
  'reviewer',
  'service_organization',
];

const WORDS = `
  SELECT 'person' AS what, name AS word FROM person UNION SELECT 'recipient', name FROM recipient
  UNION SELECT 'telephone', phone FROM recipient UNION SELECT 'address', address FROM recipient
  UNION SELECT 'agency', name FROM agency UNION SELECT 'bureau', name FROM bureau
  UNION SELECT 'organisation', name FROM service_organization UNION SELECT 'licence', licence_number FROM service_organization
  UNION SELECT 'licence', licence_number FROM practitioner UNION SELECT 'organ', name FROM case_organ
  UNION SELECT 'case number', number FROM case_file UNION SELECT 'case number of organ', organ_case_number FROM case_file
  UNION SELECT 'login', login FROM account UNION SELECT 'summary', summary FROM activity
  UNION SELECT 'campaign title', title FROM review_campaign
  UNION SELECT 'edition', unnest(ARRAY[standard, title, note]) FROM standard_edition WHERE bureau_id IS NOT NULL
  UNION SELECT 'indicator', note FROM standard_indicator WHERE note LIKE '听松%' UNION SELECT 'citation', a.value ->> 'provision' FROM standard_indicator, jsonb_each(applicability) a WHERE a.value ->> 'provision' LIKE '松局%'
  UNION SELECT 'scheme', unnest(ARRAY[title, note]) FROM scoring_scheme WHERE bureau_id IS NOT NULL
  UNION SELECT 'title', title FROM material WHERE title !~ '^材料' AND title NOT IN (SELECT title FROM material GROUP BY title HAVING count(*) > 1)`;

/** Everything that tells who and where, read as owner. */
export async function secretsOf(world: World): Promise<Secrets> {
  const { keys } = world.services;
  const ids = new Map<string, string>();
  const columns = await world.rows(
    `SELECT c.relname AS table, a.attname AS column FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY ($1) AND a.atttypid = 'uuid'::regtype`,
    [IDENTIFYING],
  );
  for (const { table, column } of columns) {
    for (const { id } of await world.rows(
      `SELECT DISTINCT ${column}::text AS id FROM ${table} WHERE ${column} IS NOT NULL`,
    )) {
      ids.set(id, `${table}.${column}`);
    }
  }
  const digests = new Map<string, string>();
  for (const { digest } of await world.rows(`SELECT DISTINCT encode(digest, 'hex') AS digest FROM material`)) {
    digests.set(digest, 'material.digest');
  }
  const words = new Map<string, string>();
  for (const { what, word } of await world.rows(WORDS)) if (word) words.set(word, what);
  for (const { cipher } of await world.rows(
    'SELECT id_number_cipher AS cipher FROM person WHERE id_number_cipher IS NOT NULL UNION SELECT id_number_cipher FROM recipient WHERE id_number_cipher IS NOT NULL',
  )) {
    words.set(openIdNumber(keys, cipher), 'identity number');
  }
  return { ids, digests, words };
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const HEX = /[0-9a-f]{32,}/gi;
/** Cursors and tokens: what they are made of counts as said. */
const ENCODED = /[A-Za-z0-9_-]{16,}={0,2}/g;

interface Index {
  readonly ids: ReadonlySet<string>;
  readonly words: RegExp;
}
const indexes = new WeakMap<Secrets, Index>();

/** Built once: a dump of the database is searched for a thousand things. */
function indexOf(secrets: Secrets): Index {
  let index = indexes.get(secrets);
  if (!index) {
    const words = [...secrets.words.keys()].map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    index = {
      ids: new Set([...secrets.ids.keys()].map((id) => id.replaceAll('-', ''))),
      words: new RegExp(words.join('|'), 'g'),
    };
    indexes.set(secrets, index);
  }
  return index;
}

/** Every secret that stands in a text, also as bytes in hexadecimal or inside a cursor. */
export function leaksIn(text: string, secrets: Secrets): string[] {
  const { ids, digests, words } = secrets;
  const index = indexOf(secrets);
  const found = new Set<string>();
  const look = (part: string) => {
    for (const [id] of part.matchAll(UUID))
      if (ids.has(id.toLowerCase())) found.add(`${ids.get(id.toLowerCase())} ${id}`);
    for (const [word] of part.matchAll(index.words)) found.add(`${words.get(word)} ${word}`);
  };
  look(text);
  for (const [run] of text.matchAll(HEX)) {
    const hex = run.toLowerCase();
    for (let at = 0; at + 32 <= hex.length; at += 1) {
      if (index.ids.has(hex.slice(at, at + 32))) found.add(`id ${hex.slice(at, at + 32)} as bytes`);
      if (digests.has(hex.slice(at, at + 64))) found.add(`digest ${hex.slice(at, at + 64)}`);
    }
  }
  const decoded: string[] = [];
  for (const [run] of text.matchAll(ENCODED)) decoded.push(Buffer.from(run, 'base64url').toString('utf8'));
  look(decoded.join('\n'));
  return [...found].sort();
}
