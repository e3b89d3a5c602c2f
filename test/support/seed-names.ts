import { idNumberCheckDigit } from '../../src/platform/crypto';

const FAMILY = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜'];
const GIVEN = ['若川', '明远', '清和', '思齐', '景行', '知微', '望舒', '怀瑾', '云帆', '书砚', '映雪', '守拙', '一苇'];

let made = 0;

/** An invented person: a name and an identity number whose check digit is right, the same in every run. */
export function inventPerson(born = '1985-03-12', regionCode = '110105'): { name: string; idNumber: string } {
  made += 1;
  const name = `${FAMILY[made % FAMILY.length]}${GIVEN[Math.floor(made / FAMILY.length) % GIVEN.length]}`;
  // The last three digits before the check digit run out after 999: then the birth year moves on.
  const year = Number(born.slice(0, 4)) - Math.floor(made / 1000);
  const first17 = `${regionCode}${year}${born.slice(5, 7)}${born.slice(8, 10)}${String(made % 1000).padStart(3, '0')}`;
  return { name, idNumber: first17 + idNumberCheckDigit(first17) };
}
