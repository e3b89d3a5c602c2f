/** One office of the city: a bureau and the agency under it. */
export interface Office {
  readonly regionCode: string;
  readonly region: string;
  /** End of logins: clerk.chaoyang. */
  readonly slug: string;
  readonly fileCode: string;
  readonly city: 'beijing' | 'tianjin';
  /** Municipal offices take what their districts do not: reviews of death sentences, cases of other regions. */
  readonly municipal: boolean;
}

const office = (regionCode: string, region: string, slug: string, fileCode: string, city: Office['city']): Office => ({
  regionCode,
  region,
  slug,
  fileCode,
  city,
  municipal: regionCode.endsWith('0000'),
});

/** In the order in which practitioners settle; 河东区 is a pilot district of S3. */
export const OFFICES: readonly Office[] = [
  office('110105', '朝阳区', 'chaoyang', '朝', 'beijing'),
  office('110108', '海淀区', 'haidian', '海', 'beijing'),
  office('120102', '河东区', 'hedong', '津东', 'tianjin'),
  office('120104', '南开区', 'nankai', '津南', 'tianjin'),
  office('110106', '丰台区', 'fengtai', '丰', 'beijing'),
  office('110000', '北京市', 'beijing', '京', 'beijing'),
  office('120000', '天津市', 'tianjin', '津', 'tianjin'),
];

export const FIRST_OFFICE = OFFICES[0] as Office;

/** Whose cluster of practitioners is the n-th: the first agency has two of the first eight. */
export const officeOfCluster = (cluster: number): Office => {
  const order = [0, 1, 2, 3, 4, 0, 5, 6];
  return OFFICES[order[cluster % order.length] as number] as Office;
};

const cityName = (place: Office): string => (place.city === 'beijing' ? '北京市' : '天津市');
export const fullName = (place: Office): string => (place.municipal ? place.region : cityName(place) + place.region);
export const municipalOf = (place: Office): Office =>
  OFFICES.find((each) => each.municipal && each.city === place.city) as Office;

export type OrganKind =
  | 'COURT'
  | 'PROCURATORATE'
  | 'POLICE'
  | 'DETENTION_CENTRE'
  | 'ARBITRATION_COMMISSION'
  | 'ADMINISTRATIVE_ORGAN';

/** Case organs of an office's region, by kind. */
export function organNames(place: Office): readonly (readonly [OrganKind, string])[] {
  const name = fullName(place);
  return [
    ['COURT', place.municipal ? `${name}高级人民法院` : `${name}人民法院`],
    ['PROCURATORATE', `${name}人民检察院`],
    ['POLICE', place.municipal ? `${name}公安局` : `${cityName(place)}公安局${place.region.slice(0, 2)}分局`],
    ['DETENTION_CENTRE', `${name}看守所`],
    ['ARBITRATION_COMMISSION', `${name}劳动人事争议仲裁委员会`],
    ['ADMINISTRATIVE_ORGAN', place.municipal ? `${name}人民政府` : `${name}人力资源和社会保障局`],
  ];
}
