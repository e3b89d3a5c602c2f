/** What a spreadsheet would take for the beginning of a formula, also in its full-width form. */
const FORMULA = /^[=+\-@\t\r\n＝＋－﹣−＠]/;
/** A number so long that a spreadsheet would round it. */
const LONG_NUMBER = /^\d{12,}$/;

/**
 * Text that a spreadsheet opens as the text that it is. An apostrophe keeps it from being run as a formula; behind a
 * long number stands a tabulator, without which its last digits would be rounded away. Reading takes both off again.
 */
export const defused = (text: string): string =>
  FORMULA.test(text.trimStart()) || FORMULA.test(text) ? `'${text}` : LONG_NUMBER.test(text) ? `${text}\t` : text;
