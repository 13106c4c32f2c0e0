// Numbers given on the command line.
import { StetError } from '../model/error.ts'

/** A whole number, or StetError 'usage' that names the flag. */
export function wholeNumber(text: string, flag: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new StetError('usage', `${flag} is "${text}"; expected a whole number`)
  return Number(text)
}

/** A TCP port. */
export function portNumber(text: string, flag: string): number {
  const port = wholeNumber(text, flag)
  if (port > 65535) throw new StetError('usage', `${flag} is ${port}; a port is at most 65535`)
  return port
}
