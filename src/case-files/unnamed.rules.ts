import { type Decision, decide, defineRule } from '../regulation';

/** Whether a text names a recipient, or holds an identity number of anybody. */
export const namesRecipient = (text: string, name: string): boolean => {
  const bare = text.replace(/\s/g, '');
  return ([...name].length > 1 && bare.includes(name.replace(/\s/g, ''))) || /\d{17}[\dXx]/.test(bare);
};

// HOUSE, from LAL-21: titles, notes and reasons are read by people who may not know whose file it is (finance, audit, supervision).
const UNNAMED = defineRule<{ where: string }>({
  code: 'TEXT_WITHOUT_RECIPIENT',
  provisions: ['LAL-21'],
  provenance: 'HOUSE',
  met: '文字没有写出受援人的姓名或者证件号码',
  unmet: ({ where }) => `${where}写有受援人的姓名或者证件号码；不办理本案的人也会看到，请以“受援人”称呼`,
  cure: { by: 'CLERK', text: '改称“受援人”，删去证件号码' },
});

export const unnamedDecision = (where: string, text: string, name: string): Decision =>
  decide('TEXT_SHOWN_BEYOND_THE_FILE', [UNNAMED.find(!namesRecipient(text, name), { where })]);
