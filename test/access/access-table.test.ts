import { Role } from '../../src/platform/access/actor';
import { anzhiSchema } from '../../src/schema';
import type { Member } from '../support/seed';
import { useWorld } from '../support/world';
import {
  ACTORS,
  type ActorName,
  cellOf,
  expectedCells,
  type Ground,
  layGround,
  type Operation,
  PLACES,
} from './access';
import { awaited, table } from './table';

const suite = useWorld({ DATABASE_POOL: '6' });
let ground: Ground;
/** A clerk and auditor who still has the first password. */
let newcomer: Member;
beforeAll(async () => {
  ground = await layGround(suite.world);
  const agency = await ground.city.agency('110105');
  newcomer = await agency.member(Role.CLERK);
  await ground.city.appoint(newcomer, Role.AUDITOR, 'agency_id', agency.id);
  await suite.world.rows('UPDATE account SET must_change_password = true WHERE id = $1', [newcomer.accountId]);
});

const fieldsOfSchema = (): string[] => {
  const schema = anzhiSchema();
  return [schema.getQueryType(), schema.getMutationType()]
    .flatMap((type) => Object.keys(type?.getFields() ?? {}))
    .sort();
};

const answer = (actor: ActorName, { query, variables }: Operation) => {
  const member = ground.actors.get(actor) ?? null;
  return member ? member.sendRaw(query, variables) : suite.world.sendRaw(query, variables);
};

test('every query and every mutation has its line, and no line is for a field that is gone', () => {
  const written = table.flatMap(({ fields }) => Object.keys(fields));
  expect([...written, ...awaited].filter((field, index, all) => all.indexOf(field) !== index)).toEqual([]);
  const missing = fieldsOfSchema().filter((field) => !awaited.includes(field));
  expect(written.sort()).toEqual(missing);
});

/** What somebody may who still has a first password: see who they are, change it, end their tokens. */
const BEFORE_PASSWORD_CHANGE = ['changePassword', 'me', 'regions', 'signIn', 'signOutEverywhere'];

for (const { subject, fields, prepare, nowhere } of table) {
  describe(subject, () => {
    const targets = new Map<string, unknown>();
    beforeAll(async () => {
      for (const place of PLACES) targets.set(place, await prepare(ground, place));
      targets.set('nowhere', nowhere(targets.get('region')));
    });

    test.each(Object.entries(fields))('%s', async (name, field) => {
      const expected: Record<string, string> = {};
      const found: Record<string, string> = {};
      for (const actor of ACTORS) {
        const member = ground.actors.get(actor) ?? null;
        const cells: string[] = [];
        const outside = JSON.stringify(await answer(actor, field.send(targets.get('nowhere'), member)));
        for (const place of PLACES) {
          const operation = field.send(targets.get(place), member);
          const given = await answer(actor, operation);
          const cell = cellOf(given);
          // Out of scope and not there: the same bytes, counts included.
          const secret = ['NOT_FOUND', 'NULL', 'EMPTY', 'FORBIDDEN', 'NOT_SIGNED_IN'].includes(cell);
          cells.push(secret && JSON.stringify(given) !== outside ? `${cell}≠NOWHERE` : cell);
        }
        found[actor] = cells.join(' ');
        expected[actor] = expectedCells(field.lines, actor).join(' ');
      }
      expect(found).toEqual(expected);
      const early = field.send(targets.get('own'), newcomer);
      const refused = cellOf(await newcomer.sendRaw(early.query, early.variables)) === 'PASSWORD_MUST_BE_CHANGED';
      expect(refused).toBe(!BEFORE_PASSWORD_CHANGE.includes(name));
    });
  });
}
