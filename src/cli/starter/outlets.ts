// The outlets that `stet up` starts with: public feeds of newsrooms that are blocked somewhere. Addresses as the
// outlets publish them; one that has gone silent is named by `stet status`, which is what stet is for.

export interface Outlet {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly category: string
}

export const OUTLETS: readonly Outlet[] = [
  {
    id: 'bbc-zhongwen',
    title: 'BBC 中文',
    url: 'https://feeds.bbci.co.uk/zhongwen/simp/rss.xml',
    category: '国际媒体',
  },
  { id: 'dw-zhongwen', title: '德国之声', url: 'https://rss.dw.com/rdf/rss-chi-all', category: '国际媒体' },
  { id: 'rfi-zhongwen', title: '法国国际广播电台', url: 'https://www.rfi.fr/cn/rss', category: '国际媒体' },
  { id: 'nyt-zhongwen', title: '纽约时报中文网', url: 'https://cn.nytimes.com/rss/', category: '国际媒体' },
  {
    id: 'voa-zhongwen',
    title: '美国之音',
    url: 'https://www.voachinese.com/api/zm_yqe$_qi',
    category: '国际媒体',
  },
  {
    id: 'rfa-putonghua',
    title: '自由亚洲电台普通话',
    url: 'https://www.rfa.org/mandarin/RSS',
    category: '国际媒体',
  },
  { id: 'cdt', title: '中国数字时代', url: 'https://chinadigitaltimes.net/chinese/feed/', category: '中国' },
  { id: 'cna', title: '中央社', url: 'https://feeds.feedburner.com/rsscna/intworld', category: '台湾' },
  {
    id: 'rthk',
    title: '香港电台',
    url: 'https://rthk9.rthk.hk/rthk/news/rss/c_expressnews_clocal.xml',
    category: '香港',
  },
  { id: 'initium', title: '端传媒', url: 'https://theinitium.com/newsfeed/', category: '香港' },
]
