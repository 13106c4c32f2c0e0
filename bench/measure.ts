// Running commands for the benchmarks: wall time, processor time and peak memory of a whole process.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Measured {
  /** Seconds. */
  readonly wall: number
  readonly cpu: number
  /** MiB. */
  readonly peak: number
  readonly out: string
}

const TICKS = 100

/** Runs a command to its end; rejects when it fails. Processor time and memory are read from /proc while it runs, so Linux only for these. */
export function measure(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(command, args, {
      ...options,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let cpu = 0
    let peak = 0
    const look = (): void => {
      try {
        const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
        cpu = Math.max(cpu, (Number(stat[11]) + Number(stat[12])) / TICKS)
        peak = Math.max(
          peak,
          Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024,
        )
      } catch {
        // It has ended, or this is no Linux.
      }
    }
    const timer = setInterval(look, 10)
    child.stdout.on('data', part => {
      out += part
    })
    child.stderr.on('data', part => {
      out += part
    })
    child.on('error', reject)
    child.on('close', code => {
      clearInterval(timer)
      if (code !== 0)
        reject(new Error(`${command} ${args.join(' ')} ended with ${code}: ${out.slice(-2000)}`))
      resolve({ wall: (performance.now() - started) / 1000, cpu, peak, out })
    })
  })
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Rows as a Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number): string =>
    typeof value === 'number' ? value.toFixed(value < 10 ? 2 : 0) : value
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
