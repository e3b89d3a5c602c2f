import { type AgencySeed, City } from '../support/seed';
import { seedReleasable } from '../support/seed-subsidies';
import { expectRefusal, expectSuccess, newKey, useWorld } from '../support/world';

const suite = useWorld();
const RELEASE = `mutation ($input: ReleaseSubsidyInput!, $key: String!, $preview: Boolean! = false) {
  releaseSubsidy(input: $input, idempotencyKey: $key, preview: $preview) {
    __typename
    ... on ReleaseSubsidySuccess { receipt { preview replayed entryId } subsidy { id state amountFen releases { n amountFen batchId } } batch { id asked released refused releasedFen } }
    ... on Refusal { code message findings { rule met provisions provenance text cure { by text } } }
  }
}`;

let agency: AgencySeed;
beforeAll(async () => {
  agency = await new City(suite.world).agency('110105');
});

test('a signed subsidy is released', async () => {
  const [one] = await seedReleasable(agency, 1);
  const finance = await agency.finance;
  const { releaseSubsidy } = await finance.send(RELEASE, { input: { subsidyId: one!.subsidyId }, key: newKey() });
  const done = expectSuccess(releaseSubsidy, 'ReleaseSubsidySuccess');
  expect(done.subsidy).toMatchObject({ state: 'RELEASED', amountFen: 180_000 });
});

test('S4-5.1b not signed: refused with every finding', async () => {
  const [one] = await seedReleasable(agency, 1, { upTo: 'COMPLETED' });
  const finance = await agency.finance;
  const { releaseSubsidy } = await finance.send(RELEASE, { input: { subsidyId: one!.subsidyId }, key: newKey() });
  const refusal = expectRefusal(releaseSubsidy, 'RELEASE_GATE_CLOSED');
  expect(refusal.findings).toHaveLength(12);
});
