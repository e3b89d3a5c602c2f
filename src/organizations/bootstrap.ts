import type { QueryRunner } from 'typeorm';
import type { Services } from '../platform/context';
import { idNumberProblem } from '../platform/crypto';
import { rows } from '../platform/database/data-source';
import { inTransaction } from '../platform/database/primary';
import { newId } from '../platform/ids';
import { type LedgerFacts, type Thing, writeLedgerOutsideActs } from '../platform/ledger';
import { StartRefused } from '../platform/start-refused';
import { hashPassword } from './passwords';
import { type Named, personOf } from './persons';

export interface FirstAdministrator extends Named {
  readonly login: string;
  readonly password: string;
}

export interface FirstBureau {
  /** GB/T 2260 code; one bureau for a region. */
  readonly regionCode: string;
  readonly name: string;
  readonly agencies: readonly FirstAgency[];
  /** Two persons: what one appoints to check, sign or pay, the other approves. */
  readonly administrators: readonly [FirstAdministrator, FirstAdministrator];
  /** Whether they must change these passwords at their first sign-in; true unless it is for rehearsal. */
  readonly mustChangePassword?: boolean;
}

export interface FirstAgency {
  readonly regionCode: string;
  readonly name: string;
  /** What stands in its file numbers, for example 朝. */
  readonly fileCode: string;
}

export interface OpenedBureau {
  readonly bureauId: string;
  /** In the order in which they were named. */
  readonly agencyIds: readonly string[];
  readonly administrators: readonly { readonly accountId: string; readonly personId: string }[];
}

type Ground = Pick<Services, 'dataSource' | 'keys' | 'clock'>;

/**
 * Opens a bureau with its agencies and its first two administrators, before anybody could sign in to do it.
 * Only while the bureau has no administrator; afterwards everything is an act of somebody.
 */
export async function openBureau(services: Ground, first: FirstBureau): Promise<OpenedBureau> {
  for (const { idNumber } of first.administrators) {
    const problem = idNumberProblem(idNumber);
    if (problem) throw new StartRefused(problem);
  }
  if (first.administrators[0].idNumber === first.administrators[1].idNumber) {
    throw new StartRefused('首任管理员须为两个不同的人 (two different persons)');
  }
  const hashes = await Promise.all(first.administrators.map(({ password }) => hashPassword(password)));
  return inTransaction(services.dataSource, async (runner) => {
    await rows(runner, `SELECT pg_advisory_xact_lock(hashtext('open-bureau'))`);
    const bureauId = await bureauOf(services, runner, first);
    const agencyIds: string[] = [];
    for (const agency of first.agencies) agencyIds.push(await openAgency(services, runner, bureauId, agency));
    const administrators = [];
    for (const [index, administrator] of first.administrators.entries()) {
      administrators.push(
        await openAdministrator(services, runner, bureauId, administrator, {
          passwordHash: hashes[index] as string,
          mustChangePassword: first.mustChangePassword ?? true,
        }),
      );
    }
    return { bureauId, agencyIds, administrators };
  });
}

async function bureauOf(services: Ground, runner: QueryRunner, first: FirstBureau): Promise<string> {
  const [known] = await rows<{ id: string; ruled: boolean }>(
    runner,
    `SELECT b.id, EXISTS (SELECT FROM appointment a WHERE a.bureau_id = b.id AND a.role = 'ADMINISTRATOR') AS ruled
       FROM bureau b WHERE b.region_code = $1`,
    [first.regionCode],
  );
  const [region] = await rows(runner, 'SELECT FROM region WHERE code = $1', [first.regionCode]);
  if (!region) throw new StartRefused(`没有这个区划代码 (no such region): ${first.regionCode}`);
  if (known?.ruled) throw new StartRefused(`${first.name}已有管理员 (this bureau has administrators already)`);
  if (known) return known.id;
  const id = newId();
  await rows(runner, 'INSERT INTO bureau (id, region_code, name) VALUES ($1, $2, $3)', [
    id,
    first.regionCode,
    first.name,
  ]);
  await note(services, runner, 'BUREAU_OPENED', [{ kind: 'Bureau', id }], { regionCode: first.regionCode });
  return id;
}

async function openAgency(
  services: Ground,
  runner: QueryRunner,
  bureauId: string,
  { regionCode, name, fileCode }: FirstAgency,
): Promise<string> {
  const id = newId();
  await rows(runner, 'INSERT INTO agency (id, bureau_id, region_code, name, file_code) VALUES ($1, $2, $3, $4, $5)', [
    id,
    bureauId,
    regionCode,
    name,
    fileCode,
  ]);
  const things: Thing[] = [
    { kind: 'Agency', id },
    { kind: 'Bureau', id: bureauId },
  ];
  await note(services, runner, 'AGENCY_OPENED', things, { regionCode, fileCode });
  return id;
}

async function openAdministrator(
  services: Ground,
  runner: QueryRunner,
  bureauId: string,
  administrator: FirstAdministrator,
  secret: { readonly passwordHash: string; readonly mustChangePassword: boolean },
): Promise<{ accountId: string; personId: string }> {
  const personId = await personOf(runner, services.keys, administrator);
  const accountId = newId();
  const appointmentId = newId();
  const now = services.clock.now();
  await rows(
    runner,
    `INSERT INTO account (id, person_id, login, password_hash, must_change_password, opened_at, home_bureau_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      accountId,
      personId,
      administrator.login.toLowerCase(),
      secret.passwordHash,
      secret.mustChangePassword,
      now,
      bureauId,
    ],
  );
  await rows(
    runner,
    `INSERT INTO appointment (id, account_id, role, bureau_id, in_force_from, appointed_at)
     VALUES ($1, $2, 'ADMINISTRATOR', $3, ($4::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, $4)`,
    [appointmentId, accountId, bureauId, now],
  );
  const things: Thing[] = [
    { kind: 'Account', id: accountId },
    { kind: 'Appointment', id: appointmentId },
    { kind: 'Bureau', id: bureauId },
  ];
  await note(services, runner, 'FIRST_ADMINISTRATOR_APPOINTED', things, { accountId, appointmentId, personId });
  return { accountId, personId };
}

async function note(
  services: Ground,
  runner: QueryRunner,
  event: string,
  things: readonly Thing[],
  facts: LedgerFacts,
): Promise<void> {
  await writeLedgerOutsideActs(runner, services.keys, {
    at: services.clock.now(),
    act: 'bootstrap',
    event,
    facts,
    requestId: 'bootstrap',
    things,
  });
}
