// What is measured inside a page. Scripts as text: they run in the browser, where stet's own code and types are not.

/** The first line of an article's text, in CSS pixels. */
export interface Line {
  readonly width: number
  readonly size: number
  readonly leading: number
}

export const lineOfText = `(() => {
  const paragraph = document.querySelector('.text p')
  const style = getComputedStyle(paragraph)
  const { width } = paragraph.getBoundingClientRect()
  return { width, size: parseFloat(style.fontSize), leading: parseFloat(style.lineHeight) }
})()`

/** Texts whose contrast with what is behind them is below 4.5 : 1 (WCAG 2, AA). */
export const tooPale = `(() => {
  const parts = colour => (colour.match(/[\\d.]+/g) || []).map(Number)
  const linear = c => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)
  const light = colour => {
    const [r, g, b] = parts(colour).map(linear)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = element => {
    if (!element) return 'rgb(255, 255, 255)'
    const { backgroundColor } = getComputedStyle(element)
    return parts(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor
  }
  const pale = new Set()
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())
    if (!own || !element.checkVisibility()) continue
    const a = light(getComputedStyle(element).color)
    const b = light(behind(element))
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
    if (contrast < 4.5) pale.add((element.className || element.tagName) + ' ' + contrast.toFixed(2))
  }
  return [...pale]
})()`

/** Links, buttons and fields without a name for those who cannot see; landmarks, headings and ids that are not as they must be. */
export const unnamed = `(() => {
  const found = []
  for (const element of document.querySelectorAll('a, button, input:not([type=hidden])')) {
    const name = element.getAttribute('aria-label') || element.textContent
    if (name.trim() === '') found.push(element.outerHTML.slice(0, 80))
  }
  for (const tag of ['main', 'h1']) if (document.querySelectorAll(tag).length !== 1) found.push(tag)
  if (!document.documentElement.lang) found.push('lang')
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  if (new Set(ids).size !== ids.length) found.push('an id twice')
  return found
})()`

/** Runs before anything of the page: whatever a payload would do leaves a trace here. */
export const traps = `
  window.fired = []
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'open'])
    window[name] = (...args) => { window.fired.push(name + '(' + args.join() + ')') }
  window.addEventListener('hashchange', () => window.fired.push('hash'))
`

export interface Poked {
  /** What the traps caught. */
  readonly fired: readonly string[]
  /** Elements and attributes that no kept article may have. */
  readonly unsafe: readonly string[]
  /** The body's children, by id or name. */
  readonly body: readonly string[]
  readonly title: string
}

/** Pokes at every element of every article, then tells what there is. */
export const pokeAtAll = `(() => {
  const unsafe = []
  for (const element of document.querySelectorAll('article *')) {
    for (const type of ['mouseover', 'focus', 'load', 'error', 'toggle', 'animationstart', 'pointerenter', 'scroll'])
      element.dispatchEvent(new Event(type, { bubbles: true }))
    if (/^(script|style|iframe|object|embed|form|input|button|svg|link|meta|base|template)$/i.test(element.localName))
      unsafe.push(element.localName)
    for (const { name, value } of element.attributes)
      if (/^(on|style$|srcdoc$|action$|formaction$)/.test(name) || /^\\s*(javascript|data|vbscript):/i.test(value))
        unsafe.push(element.localName + ' ' + name + '="' + value + '"')
  }
  const body = [...document.body.children].map(child => child.id || child.localName)
  return { fired: window.fired, body, title: document.title, unsafe }
})()`
