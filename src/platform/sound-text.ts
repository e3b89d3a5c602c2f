/** What turns the order in which a text is read: with it a name or a reason shows as something else than what is there. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/** Whether everything in a text can be seen as it is, but for breaks and tabulators. */
export const isSoundText = (text: string): boolean =>
  !TURNING.test(text) && !/\p{Cc}/u.test(text.replace(/[\n\r\t]/g, ''));

const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const SIGN = /[^\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
const LETTER = /[\p{L}\p{N}]/u;

/** Whether anything in a text can be seen: blanks, format characters and fillers take no ink. */
export const isSeen = (text: string): boolean => SIGN.test(text);

/** A text without what takes no ink: in a number or a code nobody means a zero-width space that came along with it. */
export const withoutUnseen = (text: string): string => text.replace(UNSEEN, '');

/** Whether a text has so many letters, digits or Chinese characters that can be seen; punctuation gives no reason. */
export function saysAtLeast(text: string, least: number): boolean {
  let said = 0;
  for (const sign of text) {
    if (said >= least) return true;
    if (LETTER.test(sign) && SIGN.test(sign)) said += 1;
  }
  return said >= least;
}
