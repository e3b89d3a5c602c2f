import type { DataSource } from 'typeorm';

/** GB/T 2260: Beijing and its 16 districts, Tianjin and its 16. */
const PROVINCES: readonly (readonly [string, string, readonly (readonly [string, string])[]])[] = [
  [
    '110000',
    '北京市',
    [
      ['110101', '东城区'],
      ['110102', '西城区'],
      ['110105', '朝阳区'],
      ['110106', '丰台区'],
      ['110107', '石景山区'],
      ['110108', '海淀区'],
      ['110109', '门头沟区'],
      ['110111', '房山区'],
      ['110112', '通州区'],
      ['110113', '顺义区'],
      ['110114', '昌平区'],
      ['110115', '大兴区'],
      ['110116', '怀柔区'],
      ['110117', '平谷区'],
      ['110118', '密云区'],
      ['110119', '延庆区'],
    ],
  ],
  [
    '120000',
    '天津市',
    [
      ['120101', '和平区'],
      ['120102', '河东区'],
      ['120103', '河西区'],
      ['120104', '南开区'],
      ['120105', '河北区'],
      ['120106', '红桥区'],
      ['120110', '东丽区'],
      ['120111', '西青区'],
      ['120112', '津南区'],
      ['120113', '北辰区'],
      ['120114', '武清区'],
      ['120115', '宝坻区'],
      ['120116', '滨海新区'],
      ['120117', '宁河区'],
      ['120118', '静海区'],
      ['120119', '蓟州区'],
    ],
  ],
];

export async function loadRegions(owner: DataSource): Promise<void> {
  const regions = PROVINCES.flatMap(([code, name, districts]) => [
    { code, name, level: 'PROVINCE', parent: null as string | null },
    ...districts.map(([district, districtName]) => ({
      code: district,
      name: districtName,
      level: 'DISTRICT',
      parent: code as string | null,
    })),
  ]);
  await owner.query(
    `INSERT INTO region (code, name, level, parent_code)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) ON CONFLICT (code) DO NOTHING`,
    [regions.map((r) => r.code), regions.map((r) => r.name), regions.map((r) => r.level), regions.map((r) => r.parent)],
  );
}
