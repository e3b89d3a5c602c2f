import { personOf } from '../../src/organizations/persons';
import { newId } from '../../src/platform/ids';
import { SAMPLE_FIRMS, SAMPLE_LAWYERS, SAMPLE_ORGANS, UNCOMMITTED_FIRM } from '../samples/register';
import type { AgencySeed, Member } from './seed';
import { inventPerson } from './seed-names';
import type { Answer, World } from './world';

/** The firms, lawyers and organs that the sample register names, as the agency's own registers have them. */
export async function seedSampleGround(agency: AgencySeed): Promise<void> {
  const { world } = agency.city;
  const firms = new Map<string, string>();
  for (const [at, name] of [...SAMPLE_FIRMS, UNCOMMITTED_FIRM].entries()) {
    const id = newId();
    firms.set(name, id);
    await world.rows(
      `INSERT INTO service_organization (id, kind, region_code, name, licence_number, registered_at) VALUES ($1, 'LAW_FIRM', $2, $3, $4, now())`,
      [id, agency.regionCode, name, `3222${String(at).padStart(13, '0')}`],
    );
    if (name !== UNCOMMITTED_FIRM) await committed(world, agency, id);
  }
  const runner = world.services.dataSource.createQueryRunner('master');
  try {
    for (const { name, licence, firm } of SAMPLE_LAWYERS) {
      const personId = await personOf(runner, world.services.keys, { ...inventPerson(), name });
      await world.rows(
        `INSERT INTO practitioner (id, person_id, kind, licence_number, service_organization_id, on_public_payroll, registered_at)
         VALUES ($1, $2, 'LAWYER', $3, $4, false, now())`,
        [newId(), personId, licence, firms.get(firm)],
      );
    }
  } finally {
    await runner.release();
  }
  for (const [name, kind] of SAMPLE_ORGANS) {
    await world.rows('INSERT INTO case_organ (id, kind, region_code, name) VALUES ($1, $2, $3, $4)', [
      newId(),
      kind,
      agency.regionCode,
      name,
    ]);
  }
}

/** A commitment in force over the years of the sample, signed by two persons. */
async function committed(world: World, agency: AgencySeed, firmId: string): Promise<void> {
  const clerk = await agency.clerk;
  const head = await agency.head;
  await world.rows(
    `INSERT INTO quality_commitment (id, agency_id, service_organization_id, text_id, in_force_from, in_force_to, state, agency_signed_by, agency_signed_at, party_signed_by, party_signed_at)
     VALUES ($1, $2, $3, 'HOUSE-2022', '2022-01-01', '2027-12-31', 'IN_FORCE', $4, now(), $5, now())`,
    [newId(), agency.id, firmId, clerk.personId, head.personId],
  );
}

const base = (world: World) => world.server.url.replace(/\/graphql$/, '');

export async function uploadRegister(
  world: World,
  who: Member | null,
  agencyId: string,
  bytes: Buffer | string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Answer }> {
  const response = await fetch(`${base(world)}/case-registers?agencyId=${agencyId}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/octet-stream',
      ...(who ? { authorization: `Bearer ${await who.current()}` } : {}),
      ...headers,
    },
    body: bytes as never,
  });
  return { status: response.status, body: await response.json() };
}

const IMPORT = `query ($id: ID!) { registerImport(id: $id) { id state rowsRead format encoding notes failureCode failure
  counts { good unchanged bad skipped } } }`;

export async function registerImport(who: Member, id: string): Promise<Answer> {
  return (await who.send(IMPORT, { id })).registerImport;
}

/** Uploads and waits until the register is read, or has failed. */
export async function readRegister(
  world: World,
  who: Member,
  agencyId: string,
  bytes: Buffer | string,
): Promise<Answer> {
  const { status, body } = await uploadRegister(world, who, agencyId, bytes);
  if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
  for (;;) {
    const found = await registerImport(who, body.importId);
    if (found.state !== 'READING') return found;
    await new Promise((wake) => setTimeout(wake, 30));
  }
}

/** Every row of an import with this outcome. */
export async function rowsOfImport(who: Member, id: string, outcome: string | null = null): Promise<Answer[]> {
  const rows: Answer[] = [];
  for (let after: string | null = null; ; ) {
    const data: Answer = await who.send(
      `query ($id: ID!, $after: String, $outcome: RegisterRowOutcome) { registerImport(id: $id) {
         rows(first: 100, after: $after, outcome: $outcome) { totalCount pageInfo { hasNextPage endCursor }
           edges { node { rowNo outcome problems { column code reason mend provisions } } } } } }`,
      { id, after, outcome },
    );
    const page: Answer = data.registerImport.rows;
    rows.push(...page.edges.map(({ node }: Answer) => node));
    if (!page.pageInfo.hasNextPage) return rows;
    after = page.pageInfo.endCursor;
  }
}
