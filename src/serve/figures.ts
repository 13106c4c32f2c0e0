// Series of figures in Prometheus' text format 0.0.4.

/** One series: a line for each set of labels. */
export function series(
  name: string,
  type: 'counter' | 'gauge' | 'histogram',
  help: string,
  values: readonly (readonly [labels: string, value: number])[],
  ending = '',
): string {
  const lines = values.map(([labels, value]) => `${name}${ending}${labels && `{${labels}}`} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

export interface Histogram {
  took(seconds: number): void
  /** Its lines, with some labels in all of them. */
  lines(name: string, labels: string): string
}

/** Counts of what took at most so many seconds, for these bounds and for any. */
export function histogram(bounds: readonly number[]): Histogram {
  const slots: number[] = bounds.map(() => 0)
  let all = 0
  let total = 0
  return {
    took(seconds) {
      all++
      total += seconds
      for (const [n, bound] of bounds.entries()) if (seconds <= bound) slots[n]!++
    },
    lines(name, labels) {
      const buckets = [...bounds.map((bound, n) => [bound, slots[n]!]), ['+Inf', all]]
      const inside = labels === '' ? '' : `{${labels}}`
      return [
        ...buckets.map(([bound, n]) => `${name}_bucket{${labels && `${labels},`}le="${bound}"} ${n}\n`),
        `${name}_sum${inside} ${total.toFixed(6)}\n`,
        `${name}_count${inside} ${all}\n`,
      ].join('')
    },
  }
}
