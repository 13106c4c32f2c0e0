// Where something happened: GeoRSS in all its forms, W3C Basic Geo and GML, as GeoJSON (RFC 7946) geometries.
import type { Said, SaidObject } from './whole.ts'

type Position = readonly [longitude: number, latitude: number]

export interface Geometry {
  readonly type: 'Point' | 'LineString' | 'Polygon'
  readonly coordinates: Position | readonly Position[] | readonly (readonly Position[])[]
  /** West, south, east, north: of a box. */
  readonly bbox?: readonly number[]
}

const MOST_NUMBERS = 10_000

/** The first place that an item or a feed names; longitude before latitude, as GeoJSON has it. Undefined for none. */
export function geometryOf(said: SaidObject): Geometry | undefined {
  const simple = (name: string): readonly Position[] => positions(textAt(said, `georss:${name}`))
  const [point] = simple('point')
  if (point) return { type: 'Point', coordinates: point }
  const line = simple('line')
  if (line.length > 1) return { type: 'LineString', coordinates: line }
  const polygon = simple('polygon')
  if (polygon.length > 2) return { type: 'Polygon', coordinates: [polygon] }
  return boxOf(simple('box')) ?? gmlIn(said) ?? gmlIn(said['georss:where']) ?? basic(said)
}

function boxOf([low, high]: readonly Position[]): Geometry | undefined {
  if (!low || !high) return undefined
  const [west, south] = low
  const [east, north] = high
  const ring: Position[] = [low, [east, south], high, [west, north], low]
  return { type: 'Polygon', coordinates: [ring], bbox: [west, south, east, north] }
}

function gmlIn(said: Said | undefined): Geometry | undefined {
  if (said === undefined) return undefined
  const [point] = positions(textAt(said, 'gml:point', 'gml:pos'))
  if (point) return { type: 'Point', coordinates: point }
  const line = positions(textAt(said, 'gml:linestring', 'gml:poslist'))
  if (line.length > 1) return { type: 'LineString', coordinates: line }
  const ring = positions(textAt(said, 'gml:polygon', 'gml:exterior', 'gml:linearring', 'gml:poslist'))
  if (ring.length > 2) return { type: 'Polygon', coordinates: [ring] }
  const low = positions(textAt(said, 'gml:envelope', 'gml:lowercorner'))
  return boxOf([...low, ...positions(textAt(said, 'gml:envelope', 'gml:uppercorner'))])
}

/** W3C: `geo:lat` and `geo:long`, alone or in a `geo:Point`; and ICBM addresses. */
function basic(said: SaidObject): Geometry | undefined {
  const inside = first(said['geo:point'])
  const from = typeof inside === 'object' ? (inside as SaidObject) : said
  const latitude = textAt(from, 'geo:lat') ?? textAt(from, 'icbm:latitude')
  const longitude = textAt(from, 'geo:long') ?? textAt(from, 'geo:lon') ?? textAt(from, 'icbm:longitude')
  const [position] = positions(`${latitude ?? ''} ${longitude ?? ''}`)
  return position && { type: 'Point', coordinates: position }
}

const first = (said: Said | undefined): Said | undefined =>
  Array.isArray(said) ? (said as readonly Said[])[0] : said

/** The text at the end of a way through objects. */
export function textAt(said: Said | undefined, ...way: readonly string[]): string | undefined {
  let at = first(said)
  for (const name of way) at = typeof at === 'object' ? first((at as SaidObject)[name]) : undefined
  const text = typeof at === 'object' ? first((at as SaidObject)['#']) : at
  return typeof text === 'string' ? text : undefined
}

/** Latitudes and longitudes by turns, with spaces or commas between them. */
function positions(text: string | undefined): readonly Position[] {
  const numbers = (text ?? '')
    .trim()
    .split(/[\s,;]+/, MOST_NUMBERS)
    .map(Number.parseFloat)
  const found: Position[] = []
  for (let i = 0; i + 1 < numbers.length; i += 2) {
    const [latitude, longitude] = [numbers[i]!, numbers[i + 1]!]
    if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) found.push([longitude, latitude])
  }
  return found
}
