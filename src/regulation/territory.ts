import type { Territory } from './provision';

export const NATIONAL: Territory = { regions: ['000000'], name: '全国' };
export const BEIJING: Territory = { regions: ['110000'], name: '北京市' };
export const TIANJIN: Territory = { regions: ['120000'], name: '天津市' };
/** The two districts of the prosecution-review pilot (S3-N2.1). */
export const TIANJIN_PILOT: Territory = { regions: ['120102', '120111'], name: '天津市河东区、西青区' };

const significant = (code: string): string => {
  if (!/^\d{6}$/.test(code)) throw new Error(`not a GB/T 2260 region code: ${code}`);
  return code.replace(/(?:00){1,3}$/, '');
};

/** Whether `inner` is `outer` itself or lies below it: 110000 contains 110105, 000000 contains everything. */
export const regionContains = (outer: string, inner: string): boolean =>
  significant(inner).startsWith(significant(outer));

export const territoryContains = (territory: Territory, regionCode: string): boolean =>
  territory.regions.some((region) => regionContains(region, regionCode));
