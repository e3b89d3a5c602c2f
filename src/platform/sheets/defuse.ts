/** What a spreadsheet would take for the beginning of a formula, also in its full-width form. */
const FORMULA = /^[=+\-@\t\r\n＝＋－﹣−＠]/;
/** Digits that a spreadsheet would take for another number, or for a day: too long, with zeros in front, `12E5`, `3-1`. */
const NO_NUMBER = /^(\d{12,}|0\d+|\d+(\.\d+)?E[+-]?\d+|\d{1,4}[-/]\d{1,2})$/i;

/**
 * Text that a spreadsheet opens as the text that it is. An apostrophe keeps it from being run as a formula; a tabulator
 * behind it from being read as a number or a day. Reading takes both off again.
 */
export const defused = (text: string): string =>
  FORMULA.test(text.trimStart()) || FORMULA.test(text) ? `'${text}` : NO_NUMBER.test(text) ? `${text}\t` : text;
