// CSS selectors (css-select) over our tree: for keepers who point at something on a page.
import { compile, type Options } from 'css-select'
import { StetError } from '../model/error.ts'
import { attr, children, elements, type Node, textOf } from './tree.ts'

const isElement = (at: Node): boolean => at.kind === 'element'

const options: Options<Node, Node> = {
  adapter: {
    isTag: (at): at is Node => isElement(at),
    getAttributeValue: attr,
    getChildren: at => [...children(at)],
    getName: at => at.tag,
    getParent: at => at.parent,
    getSiblings: at => (at.parent ? [...children(at.parent)] : [at]),
    getText: textOf,
    hasAttrib: (at, name) => attr(at, name) !== undefined,
    prevElementSibling(at) {
      for (let one = at.previous; one; one = one.previous) if (isElement(one)) return one
      return null
    },
    removeSubsets(nodes) {
      const all = new Set(nodes)
      return nodes.filter(one => {
        for (let up = one.parent; up; up = up.parent) if (all.has(up)) return false
        return true
      })
    },
    equals: (a, b) => a === b,
  },
  cacheResults: false,
}

/** A selector, read. Throws StetError 'config' for what is none. */
export function selector(text: string): (at: Node) => boolean {
  try {
    return compile<Node, Node>(text, options)
  } catch (error) {
    throw new StetError('config', `"${text.slice(0, 200)}" is no CSS selector: ${(error as Error).message}`)
  }
}

/** The elements below `root` that a selector chooses, in order. */
export const chosenBy = (root: Node, test: (at: Node) => boolean): Node[] => elements(root).filter(test)
