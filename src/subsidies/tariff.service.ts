import { ownBureau } from '../organizations/organization.access';
import { Role } from '../platform/access/actor';
import { defineAct } from '../platform/act';
import { newId } from '../platform/ids';
import { TariffEditionRow, TariffLineRow } from './tariff.entity';
import { enterTariffInput } from './tariff.inputs';
import { DEFAULT_EARLY_END_PERCENT, DEFAULT_LINES } from './tariff.rules';
import './subsidy.refusals';

/**
 * Enters a tariff edition of the supervisor's own bureau (LAL-52). The edition without an end that held before it ends the day before;
 * any other overlap is refused with TARIFF_OVERLAPS. Subsidies calculated already are not touched: a clerk recalculates them.
 */
export const enterTariff = defineAct({
  name: 'enterTariff',
  event: 'TARIFF_ENTERED',
  roles: [Role.BUREAU_SUPERVISOR],
  input: enterTariffInput,
  async run(act, input) {
    const { bureauId, title, document, inForceFrom, inForceTo } = input;
    ownBureau(act, bureauId);
    await act.write(
      `UPDATE tariff_edition SET in_force_to = $2::date - 1 WHERE bureau_id = $1 AND in_force_to IS NULL AND in_force_from < $2::date`,
      [bureauId, inForceFrom],
    );
    const editionId = newId();
    const own = new Map((input.lines ?? []).map(({ code, fen }) => [code, fen]));
    const amounts = new Map([...DEFAULT_LINES.map(({ code, fen }) => [code, fen] as const), ...own]);
    const earlyEndPercent = input.earlyEndPercent ?? DEFAULT_EARLY_END_PERCENT;
    await act.insert(TariffEditionRow, {
      id: editionId,
      bureauId,
      title,
      document,
      // The bureau's own numbers are its own; an edition that follows published practice throughout says so.
      provenance: own.size || input.earlyEndPercent !== null ? 'HOUSE' : 'LOCAL',
      inForceFrom,
      inForceTo,
      earlyEndPercent,
      lineCount: amounts.size,
      enteredBy: act.actor.personId,
      enteredAt: act.now,
    });
    await act.insert(
      TariffLineRow,
      [...amounts].map(([code, amountFen]) => ({ editionId, code, amountFen })),
    );
    await act.record({
      things: [
        { kind: 'TariffEdition', id: editionId },
        { kind: 'Bureau', id: bureauId },
      ],
      facts: { editionId, bureauId, inForceFrom, inForceTo, earlyEndPercent, lines: Object.fromEntries(amounts) },
      provisions: ['LAL-52'],
    });
    return { editionId };
  },
});
