/**
 * Whether what a bureau decided for its region holds at a place, as a condition: in the region itself, and in a superior one that
 * contains the place (its city, its province). Both codes are expressions of the statement that it stands in; of several that hold,
 * the one of the greatest code is the nearest.
 */
export const holdsAt = (decidedFor: string, place: string): string =>
  `${decidedFor} IN (${place}, left(${place}, 4) || '00', left(${place}, 2) || '0000')`;
