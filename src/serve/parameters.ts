// What a request asks for, from its address and its body alike: reader apps put the same words in either, as a form or
// in parts, with a content type or without.

export interface Parameters {
  one(name: string): string
  all(name: string): readonly string[]
  has(name: string): boolean
}

export const parametersOf = (search: URLSearchParams, body?: URLSearchParams): Parameters => ({
  one: name => body?.get(name) ?? search.get(name) ?? '',
  all: name => [...search.getAll(name), ...(body?.getAll(name) ?? [])],
  has: name => search.has(name) || body?.has(name) === true,
})

/** Address and body of a request. The body is read once; `limited` bodies only. */
export async function readParameters(request: Request): Promise<Parameters> {
  const { searchParams } = new URL(request.url)
  if (request.method !== 'POST') return parametersOf(searchParams)
  const type = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data/i.test(type))
    return parametersOf(searchParams, new URLSearchParams(await request.text()))
  const form = new URLSearchParams()
  for (const [name, value] of await request.formData())
    form.append(name, typeof value === 'string' ? value : await value.text())
  return parametersOf(searchParams, form)
}

/** A whole number within bounds; `usual` for anything else. */
export function whole(text: string, usual: number, most: number): number {
  return /^\d{1,16}$/.test(text) ? Math.min(Number(text), most) : usual
}
