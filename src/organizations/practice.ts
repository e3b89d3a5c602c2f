/** Full years of relevant practice on a day (LAL-26, S2-3.1c); null where the beginning is not known. */
export function yearsOfPractice(practisingSince: string | null, on: string): number | null {
  if (!practisingSince) return null;
  if (practisingSince > on) return 0;
  const years = Number(on.slice(0, 4)) - Number(practisingSince.slice(0, 4));
  return on.slice(5) >= practisingSince.slice(5) ? years : years - 1;
}
