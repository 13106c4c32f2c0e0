// Answers in the forms Google Reader had: JSON, or the same as XML for those who ask with output=xml.
import { element, textElement, XML_DECLARATION } from '../../formats/xml/write.ts'

export const NO_STORE = { 'Cache-Control': 'private, no-store' }

export const plain = (body: string, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(body, {
    status,
    headers: { ...NO_STORE, 'Content-Type': 'text/plain; charset=utf-8', ...headers },
  })

export const xmlAnswer = (body: string, type = 'text/xml; charset=utf-8'): Response =>
  new Response(body, { headers: { ...NO_STORE, 'Content-Type': type } })

/** An object, as `output` wants it; JSON unless told. */
export function answerIn(output: string, value: object): Response {
  if (output === 'xml') return xmlAnswer(`${XML_DECLARATION}\n${objectXml(value)}\n`)
  return new Response(JSON.stringify(value), {
    headers: { ...NO_STORE, 'Content-Type': 'application/json; charset=utf-8' },
  })
}

/** `<object><string name="id">…`: Reader's XML of what JSON says. */
function objectXml(value: unknown, name?: string): string {
  const named = name === undefined ? {} : { name }
  if (Array.isArray(value)) return element('list', named, value.map(one => objectXml(one)).join(''))
  if (typeof value === 'object' && value !== null)
    return element(
      'object',
      named,
      Object.entries(value)
        .map(([key, one]) => objectXml(one, key))
        .join(''),
    )
  const kind = typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'boolean' : 'number'
  return textElement(kind, String(value), named) || element(kind, named)
}

/** A long answer in pieces: a thousand items are not held in memory at once. */
export function streamed(pieces: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await pieces.return(undefined)
    },
  })
  return new Response(body, {
    headers: { ...NO_STORE, 'Content-Type': 'application/json; charset=utf-8' },
  })
}
