import type { Batch } from '../platform/context';
import { columnsOf } from '../platform/database/naming';
import { oneBy } from '../platform/loader';
import { AccountRow, PersonRow, PractitionerRow } from './person.entity';
import type { Person } from './person.types';

/** Name and id only: the identity number stays where it is. */
export const personById: Batch<string, Person | null> = {
  name: 'person by id',
  async fetch(context, keys) {
    const found = await context.read<Person>('SELECT p.id, p.name FROM person p WHERE p.id = ANY ($1)', [keys]);
    const byId = new Map(found.map((person) => [person.id, person]));
    return keys.map((key) => byId.get(key) ?? null);
  },
};

export const personByAccount: Batch<string, Person | null> = {
  name: 'person of account',
  async fetch(context, keys) {
    const found = await context.read<Person & { accountId: string }>(
      'SELECT p.id, p.name, a.id AS "accountId" FROM account a JOIN person p ON p.id = a.person_id WHERE a.id = ANY ($1)',
      [keys],
    );
    const byAccount = new Map(found.map(({ accountId, id, name }) => [accountId, { id, name }]));
    return keys.map((key) => byAccount.get(key) ?? null);
  },
};

/** With the sealed identity number, for the few who see it masked. */
export const sealedPersonById = oneBy<PersonRow>(PersonRow, 'id', 'id');
export const practitionerById = oneBy<PractitionerRow>(PractitionerRow, 'id', 'id');

/** The practitioner who a person is, where they are one. */
export const practitionerOfPerson: Batch<string, PractitionerRow | null> = {
  name: 'practitioner of person',
  async fetch(context, keys) {
    const found = await context.read<PractitionerRow>(
      `SELECT ${columnsOf(PractitionerRow, 't')} FROM practitioner t WHERE t.person_id = ANY ($1)`,
      [keys],
    );
    const byPerson = new Map(found.map((row) => [row.personId, row]));
    return keys.map((key) => byPerson.get(key) ?? null);
  },
};

export const accountById = oneBy<AccountRow>(AccountRow, 'id', 'id');
