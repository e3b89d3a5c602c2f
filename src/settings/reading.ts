import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { StartRefused } from '../platform/start-refused';

const OURS = /^ANZHI_/;
/** Not the server's: what `npm run database-roles` reads, and what the test suite hands to the servers that it starts. */
const OF_OTHERS = /^ANZHI_(TEST_.*|(ADMIN_URL|APP_PASSWORD|OWNER_PASSWORD|READER_PASSWORD)(_FILE)?)$/;

const refuse = (problem: string): never => {
  throw new StartRefused(`配置有误 (configuration): ${problem}`);
};

/** Secret settings say so in their meta data; each can be given as a file. */
export const secretNames = (settings: z.ZodObject): string[] =>
  Object.entries(settings.shape)
    .filter(([, schema]) => (schema as z.ZodType).meta()?.secret === true)
    .map(([name]) => name);

const fromFile = (name: string, path: string): string => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return refuse(`${name}_FILE: 文件读不出 (cannot be read, ${(error as { code?: string }).code}): ${path}`);
  }
  const value = text.replace(/\r?\n$/, '');
  return value === '' ? refuse(`${name}_FILE: 文件是空的 (empty): ${path}`) : value;
};

/** How many letters two names differ in, for 'did you mean'. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, (row[j - 1] as number) + same));
    }
    row = next;
  }
  return row[to.length] as number;
};

function refuseUnknown(environment: NodeJS.ProcessEnv, known: readonly string[]): void {
  for (const name of Object.keys(environment)) {
    if (!OURS.test(name) || OF_OTHERS.test(name) || known.includes(name)) continue;
    const [near] = known
      .map((each) => ({ each, far: distance(name, each) }))
      .filter(({ far }) => far <= 3)
      .sort((a, b) => a.far - b.far);
    refuse(`${name}: 没有这项设置 (no such setting)${near ? `，是否指 (did you mean) ${near.each}` : ''}`);
  }
}

/**
 * The settings in an environment. An empty variable counts as absent. A secret comes from its variable or from the file
 * that X_FILE names, never from both; what is wrong with it is said without repeating it.
 */
export function readSettings<S extends z.ZodObject>(settings: S, environment: NodeJS.ProcessEnv): z.output<S> {
  const secrets = secretNames(settings);
  const names = Object.keys(settings.shape);
  refuseUnknown(environment, [...names, ...secrets.map((name) => `${name}_FILE`)]);
  const given: Record<string, string> = {};
  for (const name of names) {
    const value = environment[name];
    const path = secrets.includes(name) ? environment[`${name}_FILE`] : undefined;
    if (value && path) refuse(`${name}: 与 ${name}_FILE 只能给出一个 (either it or its file)`);
    if (value) given[name] = value;
    else if (path) given[name] = fromFile(name, path);
  }
  const parsed = settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => {
    const name = path.join('.');
    return `${name}: ${secrets.includes(String(path[0])) ? '内容无效 (not valid)' : message}`;
  });
  return refuse(issues.join('; '));
}
