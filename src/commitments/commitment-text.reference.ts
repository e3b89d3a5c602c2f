import type { DataSource } from 'typeorm';

/** Our own wording: attachment 3 of the notice, the printed form, is omitted in the text we have (S4-A), so HOUSE. */
const HOUSE_2022 = {
  id: 'HOUSE-2022',
  title: '法律援助案件质量承诺书（本平台文本）',
  body: [
    '承诺方承办法律援助机构指派的案件，承诺：',
    '一、接到指派后及时安排适合的人员办理，不拒绝、不拖延、不中途擅自停止。',
    '二、及时会见或者约见受援人，充分告知权利、义务和诉讼风险，并详细记录。',
    '三、按案情阅卷、调查取证、提出法律意见、参加庭审，工作符合服务标准。',
    '四、不向受援人收取任何财物，保守在办案中知悉的秘密和隐私。',
    '五、按要求向法律援助机构报告办理情况，结案时提交全部承办材料。',
    '六、接受案件质量检查和同行评估，对指出的问题及时改正。',
    '违背以上承诺的，承诺方知悉法律援助机构可据此终止本承诺书，并依规定处理。',
  ].join('\n'),
  provenance: 'HOUSE',
  inForceFrom: '2022-01-01',
};

export async function loadCommitmentTexts(owner: DataSource): Promise<void> {
  await owner.query(
    `INSERT INTO commitment_text (id, title, body, provenance, in_force_from) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`,
    [HOUSE_2022.id, HOUSE_2022.title, HOUSE_2022.body, HOUSE_2022.provenance, HOUSE_2022.inForceFrom],
  );
}
