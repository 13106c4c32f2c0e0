// What a client asks before it asks for items: who am I, which sources and labels are there, how much is unread.

import { writeOpml } from '../../formats/opml/write.ts'
import type { User } from '../../model/user.ts'
import type { House } from '../house.ts'
import type { Subscription, Subscriptions } from '../subscriptions.ts'
import { LABEL, STATE } from './ids.ts'

export const userInfo = ({ name, added }: User): object => ({
  userId: name,
  userName: name,
  userProfileId: name,
  userEmail: '',
  isBloggerUser: false,
  signupTimeSec: Math.floor(added / 1000),
  isMultiLoginEnabled: false,
})

/** Ascends with the order of the list; clients sort by it. */
const sortId = (n: number): string => (n + 1).toString(16).toUpperCase().padStart(8, '0')

export async function subscriptionList(house: House, { all }: Subscriptions): Promise<object> {
  const oldest = new Map(
    (await house.site().store.values('source')).map(({ value, oldest }) => [value, oldest]),
  )
  return {
    subscriptions: all.map((one, n) => ({
      id: `feed/${one.number}`,
      title: one.title,
      categories: one.categories.map(name => ({ id: LABEL + name, label: name })),
      sortid: sortId(n),
      firstitemmsec: String(Math.max(0, oldest.get(one.id) ?? 0)),
      url: one.url,
      htmlUrl: one.home,
      iconUrl: '',
    })),
  }
}

/** Starred, folders, the reader's own labels. */
export async function tagList(house: House, reader: string, { folders }: Subscriptions): Promise<object> {
  const kinds = await house.site().store.markKinds(reader)
  const labels = kinds.flatMap(kind => (kind.startsWith('label:') ? [kind.slice(6)] : []))
  const own = labels.filter(name => !folders.some(folder => folder.name === name))
  const tags = [
    { id: `${STATE}starred` },
    ...folders.map(({ name }) => ({ id: LABEL + name, type: 'folder' })),
    ...own.map(name => ({ id: LABEL + name, type: 'tag' })),
  ]
  return { tags: tags.map((tag, n) => ({ ...tag, sortid: sortId(n) })) }
}

export async function unreadCounts(
  house: House,
  reader: string,
  { of, folders }: Subscriptions,
): Promise<object> {
  const unread = (await house.site().store.unread(reader)).flatMap(one => {
    const subscription = of(one.source)
    return subscription ? [{ ...one, subscription }] : []
  })
  const line = (id: string, some: typeof unread): object[] =>
    some.length === 0
      ? []
      : [
          {
            id,
            count: some.reduce((sum, { count }) => sum + count, 0),
            newestItemTimestampUsec: `${Math.max(...some.map(({ newest }) => newest))}000`,
          },
        ]
  return {
    max: 1_000_000,
    unreadcounts: [
      ...unread.flatMap(one => line(`feed/${one.subscription.number}`, [one])),
      ...folders.flatMap(({ name }) =>
        line(
          LABEL + name,
          unread.filter(({ subscription }) => subscription.categories.includes(name)),
        ),
      ),
      ...line(`${STATE}reading-list`, unread),
    ],
  }
}

/** The sources that others can follow too, in their folders. */
export const subscriptionsOpml = (title: string, all: readonly Subscription[]): string =>
  writeOpml({
    title,
    outlines: all
      .filter(({ url }) => /^https?:/.test(url))
      .map(({ url, title, home, categories }) => ({ url, title, categories, ...(home && { home }) })),
  })
