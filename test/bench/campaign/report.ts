import { leaksIn, secretsOf } from '../../support/dump-secrets';
import type { CampaignSeed } from '../../support/seed-campaigns';
import type { Answer, World } from '../../support/world';
import { filesOfZip } from '../../support/zip-reading';
import type { Pool } from './fill';
import { together } from './readers';
import { options, REVIEWS, type Run, TITLE } from './run';

/** Severity is found to so many points on the average, or something is wrong. */
const SEVERITY_AIM = 1.5;
/** With fewer readings each than this on the average neither is asked for. */
const FEWEST_READINGS = 8;
/** Of 95 % intervals of one campaign's readers at least so many hold the truth. */
const COVERED = 0.8;

const REPORT = `query ($id: ID!) {
  reviewReport(campaignId: $id) { title finalised sample { frame random finalised } settling { agreed thirdReader group replies repliesChanged } comparison { withheld { code } agencies { files } } }
  agreement(campaignId: $id) { line overall { alpha { value low high } kappa { value } files standing } indicators { name alpha { value } } }
  readerCalibration(campaignId: $id) { reviewerId reviews figures { topic group against readings severity { value low high } } } }`;

/** The report as data and as a document, how far readers agreed, and their severity against what they were given. */
export async function reported(run: Run, world: World, campaign: CampaignSeed, pool: Pool): Promise<void> {
  const ask = { id: campaign.id };
  const { reviewReport, agreement, readerCalibration } = await run.step(
    'report, agreement and calibration as data',
    () => campaign.coordinator.send(REPORT, ask),
  );
  run.expect(reviewReport.title === TITLE && reviewReport.finalised, `report: ${JSON.stringify(reviewReport)}`);
  const documentOf = async () => {
    const response = await fetch(`${world.server.url.replace(/\/graphql$/, '')}/campaigns/${campaign.id}/report.docx`, {
      headers: { authorization: `Bearer ${await campaign.coordinator.current()}` },
    });
    run.expect(response.status === 200, `report.docx: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const document = await run.step(
    'report as a Word document',
    documentOf,
    ({ length }) => `${(length / 1024).toFixed(1)} KB`,
  );
  const parts = await filesOfZip(document);
  run.expect(
    Boolean(parts.get('word/document.xml')?.toString('utf8').includes(TITLE)),
    'the Word document lacks its title',
  );
  const { alpha, kappa, files, standing } = agreement.overall;
  process.stdout.write(`${JSON.stringify(reviewReport.sample)} ${JSON.stringify(reviewReport.settling)}\n`);
  process.stdout.write(
    `agreement of totals: alpha ${alpha.value.toFixed(3)} (${alpha.low.toFixed(3)} to ${alpha.high.toFixed(3)}), kappa ${kappa.value.toFixed(3)}, ${files} files, ${standing}; by indicator ${agreement.indicators.map((each: Answer) => each.alpha.value.toFixed(2)).join(' ')}\n`,
  );
  calibrated(run, pool, readerCalibration);
}

/** Estimates stand against the mean of their group, and so does the truth. */
function calibrated(run: Run, { readers }: Pool, calibration: readonly Answer[]): void {
  const known = new Map(readers.map(({ reviewerId, severity }) => [reviewerId, severity]));
  const overall = calibration.flatMap(({ reviewerId, figures }) => {
    const figure = figures.find(({ topic }: Answer) => topic === null);
    return figure ? [{ group: figure.group, estimate: figure.severity, truth: known.get(reviewerId) as number }] : [];
  });
  const meanOf = (group: number) => {
    const own = overall.filter((each) => each.group === group);
    return own.reduce((sum, { truth }) => sum + truth, 0) / own.length;
  };
  const compared = overall.map(({ group, estimate, truth }) => ({ ...estimate, truth: truth - meanOf(group) }));
  const error = compared.reduce((sum, { value, truth }) => sum + Math.abs(value - truth), 0) / compared.length;
  const told = compared.filter(({ low }) => low !== null);
  const covered = told.filter(({ low, high, truth }) => low <= truth && truth <= high).length;
  const spread = Math.sqrt(compared.reduce((sum, { truth }) => sum + truth ** 2, 0) / compared.length);
  process.stdout.write(
    `severity of ${compared.length} readers (known, standard deviation ${spread.toFixed(2)} points): mean absolute error ${error.toFixed(2)} points, ${covered} of ${told.length} intervals hold the truth\n`,
  );
  run.expect(compared.length === readers.length, `severity of ${compared.length} of ${readers.length} readers`);
  if (REVIEWS < FEWEST_READINGS * readers.length) return;
  run.expect(error <= SEVERITY_AIM, `mean absolute error of severity ${error.toFixed(2)}`);
  run.expect(told.length === readers.length, `${told.length} intervals of ${readers.length} readers`);
  run.expect(covered >= COVERED * told.length, `${covered} of ${told.length} intervals hold the truth`);
}

/** Everything that was answered to readers, and their worklists once more, searched for all names, numbers and ids. */
export async function unseen(run: Run, world: World, { readers }: Pool): Promise<void> {
  await together(Number(options.readers), readers, (reader) => reader.worklist(null));
  const secrets = await secretsOf(world);
  const heard = readers.flatMap((reader) => reader.heard);
  const leaks = await run.step(
    'readers’ answers searched',
    async () => [...new Set(heard.flatMap((text) => leaksIn(text, secrets)))],
    () =>
      `${heard.length} answers, ${(heard.reduce((sum, { length }) => sum + length, 0) / 1e6).toFixed(1)} MB, for ${secrets.ids.size} ids and ${secrets.words.size} names and numbers`,
  );
  run.none('identities in readers’ answers', leaks);
  const [id] = [...secrets.ids.keys()];
  run.expect(leaksIn(`${heard[0]}${id}`, secrets).length > 0, 'the search finds nothing that is planted');
}
