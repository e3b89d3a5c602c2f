import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../platform/context';
import { badInput } from '../platform/refusal';
import { computeDeadline, type Deadline, isDate, isInstant, LIMIT_CODES, LIMITS, type LimitCode } from '../regulation';
import { houseValuesOn, sqlOf } from './adoptions';
import { calendarFor } from './calendar';
import { DeadlineQueryInput, DeadlineView, LimitView } from './deadline.types';
import { placeAndDay } from './local-law.resolver';
import { signedIn } from './organization.access';

@Resolver()
export class DeadlineResolver {
  @Query(() => [LimitView], { description: '全部期限' })
  limits(@Ctx() context: Context): LimitView[] {
    signedIn(context);
    return LIMIT_CODES.map((code) => {
      const { provisions, amount, unit, direction, by, start, act, house } = LIMITS[code];
      return {
        code,
        provisions,
        amount,
        unit,
        direction,
        by,
        start: start.text,
        startProvenance: start.provenance,
        act,
        house,
      };
    });
  }

  @Query(() => DeadlineView, { description: '试算一项期限，并给出推算过程；不记录任何事' })
  async deadline(@Ctx() context: Context, @Arg('input') input: DeadlineQueryInput): Promise<Deadline> {
    signedIn(context);
    const { event, inCustody } = input;
    const code = input.limit as LimitCode;
    const day = event.slice(0, 10);
    if (!(isDate(event) || isInstant(event)) || day < '1950-01-01' || day > '2100-12-31') {
      throw badInput('input.event', '日期无效：须为YYYY-MM-DD，或者带时区的时刻');
    }
    const { regionCode, on } = placeAndDay(context, input.regionCode ?? '000000', day);
    const values = input.regionCode ? await houseValuesOn(sqlOf(context), regionCode, on) : [];
    const unit = values.find(({ key }) => key === `LIMIT.${code}`)?.unit ?? LIMITS[code].unit;
    if (unit === 'HOURS' && isDate(event)) throw badInput('input.event', '按小时计的期限须给出时刻');
    return computeDeadline(code, { event, inCustody }, await calendarFor(context), values);
  }
}
