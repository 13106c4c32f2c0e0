// The lead picture, where the text does not show it already.
import type { Article } from '../../model/article.ts'
import { escaped, type Html, html } from '../html.ts'
import { outside } from '../outside.ts'

/** A figure with its caption; nothing when the article has no lead or its text shows the same picture. */
export function leadPicture({ lead }: Pick<Article, 'lead'>, text: string | undefined): Html | false {
  if (!lead || !outside(lead.url) || text?.includes(escaped(lead.url))) return false
  const said = [lead.caption, lead.credit].filter(Boolean).join(' · ')
  return html`<figure class="lead"><img src="${lead.url}" alt="${lead.alt ?? ''}">${said && html`<figcaption>${said}</figcaption>`}</figure>\n`
}
