// Pages that React streams keep late parts in hidden elements behind the page, and a script puts them in their places.
import { attr, children, elements, insert, type Node, remove } from './tree.ts'

/** Puts what stands in `<div hidden id="S:3">` where `<template id="B:3">` waits for it. */
export function settleStreams(root: Node): void {
  const places = new Map<string, Node>()
  for (const template of elements(root, 'template')) {
    const id = attr(template, 'id')
    if (id?.startsWith('B:')) places.set(id.slice(2), template)
  }
  if (places.size === 0) return
  for (const part of elements(root, 'div')) {
    const id = attr(part, 'id')
    const place =
      id?.startsWith('S:') && attr(part, 'hidden') !== undefined ? places.get(id.slice(2)) : undefined
    if (!place?.parent || isInside(place, part)) continue
    for (const child of [...children(part)]) insert(place.parent, child, place)
    remove(place)
    remove(part)
  }
}

function isInside(at: Node, other: Node): boolean {
  for (let one: Node | null = at; one; one = one.parent) if (one === other) return true
  return false
}
