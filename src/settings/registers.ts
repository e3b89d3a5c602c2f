import { z } from 'zod';
import type { SheetLimits } from '../platform/sheets/sheet';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Settings of the import of case registers. */
export const registerSettings = {
  ANZHI_REGISTER_MB: whole(1, 2000)
    .default(100)
    .describe('largest case register that may be uploaded')
    .meta({ unit: 'MB', zh: '上传的案件登记簿的大小上限' }),
  ANZHI_REGISTER_UNFOLDED_MB: whole(1, 20_000)
    .default(1000)
    .describe('what an uploaded workbook may unfold to at most')
    .meta({ unit: 'MB', zh: '上传的工作簿解压后的大小上限' }),
  ANZHI_REGISTER_ROWS: whole(1, 1_000_000)
    .default(200_000)
    .describe('rows of an uploaded case register at most')
    .meta({ unit: '行 rows', zh: '上传的案件登记簿的行数上限' }),
  ANZHI_REGISTER_DAYS: whole(1, 365)
    .default(7)
    .describe('an uploaded case register that nobody decided on is erased after')
    .meta({ unit: '天 days', zh: '上传后无人决定的案件登记簿保留的时间，逾期清除' }),
};

export interface RegisterConfig {
  readonly limits: SheetLimits;
  readonly days: number;
}

const shape = z.object(registerSettings);

export const registerConfig = (value: z.output<typeof shape>): RegisterConfig => ({
  limits: {
    bytes: value.ANZHI_REGISTER_MB * 1_000_000,
    inflatedBytes: value.ANZHI_REGISTER_UNFOLDED_MB * 1_000_000,
    rows: value.ANZHI_REGISTER_ROWS,
    columns: 200,
    cell: 32_767,
  },
  days: value.ANZHI_REGISTER_DAYS,
});
