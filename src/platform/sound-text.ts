/** What turns the order in which a text is read: with it a name or a reason shows as something else than what is there. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/;

/** Whether everything in a text can be seen as it is, but for breaks and tabulators. */
export const isSoundText = (text: string): boolean =>
  !TURNING.test(text) && !/\p{Cc}/u.test(text.replace(/[\n\r\t]/g, ''));
