// Figures that seldom change. A page that said "614 articles" would be another page after each; one that says "500+" is
// not, so that a new article changes the pages that show it and no other.

/** The nearest of 1, 2, 5, 10, 20, 50, 100… that is not above a number. */
export function step(n: number): number {
  if (n < 1) return 0
  const ten = 10 ** Math.floor(Math.log10(n))
  return n >= 5 * ten ? 5 * ten : n >= 2 * ten ? 2 * ten : ten
}

/** How dark a day is in a calendar, 0 to 4. */
export const shade = (n: number): number => (n === 0 ? 0 : n < 3 ? 1 : n < 10 ? 2 : n < 50 ? 3 : 4)
