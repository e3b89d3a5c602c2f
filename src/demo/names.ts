import { idNumberCheckDigit } from '../platform/crypto';
import type { Random } from './random';

/** Syllables of invented names: nobody is meant. */
const FAMILY = [
  ...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄',
];
const GIVEN_FIRST = [...'若明清思景知望怀云书映守一子文嘉宏志秀玉晓建国春海立新学永振维丽雅静梦佳俊浩天宇晨'];
const GIVEN_SECOND = [...'川远和齐行微舒瑾帆砚雪拙苇轩华林强军平梅兰芳英敏辉东生民安宁康乐然涵泽阳博涛琳'];

export const personName = (chance: Random): string =>
  chance.pick(FAMILY) + chance.pick(GIVEN_FIRST) + (chance.chance(0.82) ? chance.pick(GIVEN_SECOND) : '');

/**
 * An identity number that passes every check and can be nobody's: no region code begins with 99.
 * `serial` (below ten million) keeps numbers apart.
 */
export function idNumber(born: string, serial: number): string {
  const region = `99${String(Math.floor(serial / 1000)).padStart(4, '0')}`;
  const first17 = `${region}${born.replaceAll('-', '')}${String(serial % 1000).padStart(3, '0')}`;
  return first17 + idNumberCheckDigit(first17);
}

/** Numbers that begin with 100 are given to no mobile telephone. */
export const phone = (chance: Random): string => `100${String(chance.int(0, 99_999_999)).padStart(8, '0')}`;

const STREETS = ['槐荫', '柳浪', '松涛', '竹影', '荷塘', '菊园', '梅岭', '枫桥', '杏林', '桂香'] as const;
export const address = (chance: Random, region: string): string =>
  `${region}${chance.pick(STREETS)}里${chance.int(1, 40)}号楼${chance.int(1, 6)}单元${chance.int(101, 1806)}室`;

const FIRM_FIRST = ['正', '衡', '明', '德', '公', '信', '立', '同', '博', '致', '恒', '汇', '嘉', '中'] as const;
const FIRM_SECOND = ['衡', '则', '理', '诚', '泽', '远', '达', '和', '简', '言', '律', '道', '思', '齐'] as const;

/** Different for every number below 196, then with the number itself. */
export function organizationName(kind: 'LAW_FIRM' | 'GRASSROOTS_OFFICE', region: string, number: number): string {
  const pair = `${FIRM_FIRST[number % 14]}${FIRM_SECOND[Math.floor(number / 14 + number) % 14]}`;
  const again = number < 196 ? '' : `第${Math.floor(number / 196) + 1}`;
  return kind === 'LAW_FIRM'
    ? `${region.slice(0, 2)}${pair}${again}律师事务所`
    : `${region}${pair}${again}基层法律服务所`;
}
