// The namespaces that feeds carry: Media RSS, podcasts, places, threads; by address and by prefix.
import { atom, atomEntry, type Case, holds, rss, rssItem } from './case.ts'

// biome-ignore format: one case a line
const media: readonly Case[] = [
  [
    'content',
    rssItem('<media:content url="https://a.example/1.mp4" fileSize="9" type="video/mp4" medium="video" duration="61" width="640" height="480" isDefault="true" lang="zh"/>'),
    {
      'items.0.attachments.0': {
        url: 'https://a.example/1.mp4',
        mime_type: 'video/mp4',
        size_in_bytes: 9,
        duration_in_seconds: 61,
        _stet: { width: 640, height: 480, medium: 'video' },
      },
      'items.0._stet.media.content.lang': 'zh',
    },
  ],
  [
    'content twice',
    rssItem('<media:content url="https://a.example/1.jpg"/><media:content url="https://a.example/2.jpg"/>'),
    {
      'items.0.attachments.1.url': 'https://a.example/2.jpg',
      'items.0._stet.media.content.1.url': 'https://a.example/2.jpg',
    },
  ],
  [
    'group',
    rssItem('<media:group><media:content url="https://a.example/1.mp4"/><media:content url="https://a.example/2.mp4"/><media:title>m</media:title></media:group>'),
    {
      'items.0.attachments.1.url': 'https://a.example/2.mp4',
      'items.0.title': 'm',
      'items.0._stet.media.content.0.url': 'https://a.example/1.mp4',
    },
  ],
  [
    'content with its own title, text and thumbnail',
    rssItem('<title>t</title><media:content url="https://a.example/1.jpg" medium="image"><media:title>m</media:title><media:description>d</media:description><media:thumbnail url="https://a.example/s.jpg"/></media:content>'),
    {
      'items.0.title': 't',
      'items.0.attachments.0.title': 'm',
      'items.0.attachments.0._stet.thumbnail': 'https://a.example/s.jpg',
      'items.0.image': 'https://a.example/1.jpg',
      'items.0.content_html': 'd',
    },
  ],
  [
    'thumbnail',
    rssItem('<title>t</title><media:thumbnail url="https://a.example/s.jpg" width="75" height="50" time="12:05:01.123"/>'),
    {
      'items.0.image': 'https://a.example/s.jpg',
      'items.0._stet.media.thumbnail': {
        url: 'https://a.example/s.jpg',
        width: '75',
        height: '50',
        time: '12:05:01.123',
      },
    },
  ],
  ['thumbnail as text', rssItem('<title>t</title><media:thumbnail>https://a.example/s.jpg</media:thumbnail>'), { 'items.0.image': 'https://a.example/s.jpg' }],
  ['of many thumbnails the widest', rssItem('<title>t</title><media:thumbnail url="https://a.example/s.jpg" width="75"/><media:thumbnail url="https://a.example/l.jpg" width="750"/>'), { 'items.0.image': 'https://a.example/l.jpg' }],
  ['title type="html"', rssItem('<media:title type="html">A &lt;b&gt;B&lt;/b&gt;</media:title><link>https://a.example/</link>'), { 'items.0.title': 'A B' }],
  ['description', rssItem('<media:description type="plain">1 &lt; 2</media:description>'), { 'items.0.content_html': '1 &lt; 2' }],
  ['credit', rssItem('<title>t</title><media:credit role="author" scheme="urn:ebu">W</media:credit>'), { 'items.0._stet.media.credit': { role: 'author', scheme: 'urn:ebu', '#': 'W' } }],
  [
    'rating, copyright, hash',
    rssItem('<title>t</title><media:rating scheme="urn:mpaa">pg</media:rating><media:copyright url="https://a.example/c">c</media:copyright><media:hash algo="md5">dfde</media:hash>'),
    {
      'items.0._stet.media.rating': { scheme: 'urn:mpaa', '#': 'pg' },
      'items.0._stet.media.copyright': { url: 'https://a.example/c', '#': 'c' },
      'items.0._stet.media.hash': { algo: 'md5', '#': 'dfde' },
    },
  ],
  ['restriction', rssItem('<title>t</title><media:restriction relationship="deny" type="country">cn</media:restriction>'), { 'items.0._stet.media.restriction': { relationship: 'deny', type: 'country', '#': 'cn' } }],
  ['license', rssItem('<title>t</title><media:license type="text/html" href="https://cc.example/">CC</media:license>'), { 'items.0._stet.license': ['https://cc.example/'] }],
  ['player', rssItem('<title>t</title><media:player url="https://a.example/p" height="200" width="400"/>'), { 'items.0._stet.media.player.url': 'https://a.example/p' }],
  ['player in content', rssItem('<title>t</title><media:content type="video/mp4"><media:player url="https://a.example/p"/></media:content>'), { 'items.0.attachments.0.url': 'https://a.example/p' }],
  [
    'community',
    rssItem('<title>t</title><media:community><media:starRating average="3.5" count="20" min="1" max="10"/><media:statistics views="5" favorites="5"/></media:community>'),
    {
      'items.0._stet.media.community.starrating.average': '3.5',
      'items.0._stet.media.community.statistics.views': '5',
    },
  ],
  ['the namespace without a slash', '<rss xmlns:m="http://search.yahoo.com/mrss"><channel><item><m:content url="https://a.example/1.jpg"/></item></channel></rss>', { 'items.0.attachments.0.url': 'https://a.example/1.jpg' }],
  ['the namespace with https', '<rss xmlns:m="https://search.yahoo.com/mrss/"><channel><item><m:content url="https://a.example/1.jpg"/></item></channel></rss>', { 'items.0.attachments.0.url': 'https://a.example/1.jpg' }],
  ['in Atom', atomEntry('<title>t</title><media:thumbnail xmlns:media="http://search.yahoo.com/mrss/" url="https://a.example/s.jpg"/>'), { 'items.0.image': 'https://a.example/s.jpg' }],
]

// biome-ignore format: one case a line
const podcasts: readonly Case[] = [
  ['itunes:image', rssItem('<title>t</title><itunes:image href="https://a.example/i.jpg"/>'), { 'items.0.image': 'https://a.example/i.jpg' }],
  ['itunes:image url', rss('<itunes:image url="https://a.example/i.jpg"/>'), { icon: 'https://a.example/i.jpg' }],
  ['itunes:duration in seconds', rssItem('<enclosure url="https://a.example/1.mp3"/><itunes:duration>61</itunes:duration>'), { 'items.0.attachments.0.duration_in_seconds': 61, 'items.0._stet.itunes.duration': '61' }],
  ['itunes:duration in hours', rssItem('<enclosure url="https://a.example/1.mp3"/><itunes:duration>1:02:03</itunes:duration>'), { 'items.0.attachments.0.duration_in_seconds': 3723 }],
  ['itunes:duration without a file', rssItem('<title>t</title><itunes:duration>61</itunes:duration>'), { 'items.0._stet.itunes.duration': '61' }],
  ['itunes:subtitle and summary', rssItem('<itunes:subtitle>short</itunes:subtitle><itunes:summary>long</itunes:summary>'), { 'items.0.content_html': 'long', 'items.0.summary': 'short' }],
  ['description before itunes:summary', rssItem('<itunes:summary>s</itunes:summary><description>d</description>'), { 'items.0.content_html': 'd', 'items.0._stet.itunes.summary': 's' }],
  ['episode, season, kind', rssItem('<title>t</title><itunes:episode>3</itunes:episode><itunes:season>2</itunes:season><itunes:episodeType>full</itunes:episodeType>'), { 'items.0._stet.itunes': { episode: '3', season: '2', episodetype: 'full' } }],
  ['explicit, block, order', rssItem('<title>t</title><itunes:explicit>clean</itunes:explicit><itunes:block>yes</itunes:block><itunes:order>1</itunes:order>'), { 'items.0._stet.itunes': { explicit: 'clean', block: 'yes', order: '1' } }],
  ['the namespace in capitals', '<rss xmlns:itunes="http://www.itunes.com/DTDs/Podcast-1.0.dtd"><channel><itunes:author>A</itunes:author></channel></rss>', { authors: [{ name: 'A' }] }],
  ['itunes:new-feed-url', rss('<itunes:new-feed-url>https://b.example/</itunes:new-feed-url>'), { '_stet.itunes.new-feed-url': 'https://b.example/' }],
  [
    'podcast:transcript and chapters',
    rssItem('<title>t</title><podcast:transcript url="https://a.example/1.vtt" type="text/vtt" language="zh"/><podcast:chapters url="https://a.example/c.json" type="application/json+chapters"/>'),
    {
      'items.0.attachments': [
        {
          url: 'https://a.example/1.vtt',
          mime_type: 'text/vtt',
          _stet: { medium: 'transcript', language: 'zh' },
        },
        {
          url: 'https://a.example/c.json',
          mime_type: 'application/json+chapters',
          _stet: { medium: 'chapters' },
        },
      ],
    },
  ],
  [
    'podcast:person, season, episode',
    rssItem('<title>t</title><podcast:person role="guest" href="https://p.example/" img="https://p.example/i.jpg">甲</podcast:person><podcast:season name="S">1</podcast:season><podcast:episode>3</podcast:episode>'),
    {
      'items.0._stet.podcast.person': {
        role: 'guest',
        href: 'https://p.example/',
        img: 'https://p.example/i.jpg',
        '#': '甲',
      },
      'items.0._stet.podcast.season': { name: 'S', '#': '1' },
      'items.0._stet.podcast.episode': '3',
    },
  ],
  [
    'podcast:soundbite, location',
    rssItem('<title>t</title><podcast:soundbite startTime="73.0" duration="60.0">x</podcast:soundbite><podcast:location geo="geo:30.2,97.7">Austin</podcast:location>'),
    {
      'items.0._stet.podcast.soundbite.starttime': '73.0',
      'items.0._stet.podcast.location': { geo: 'geo:30.2,97.7', '#': 'Austin' },
    },
  ],
  [
    'podcast:funding, value',
    rss('<podcast:funding url="https://f.example/">Give</podcast:funding><podcast:value type="lightning"><podcast:valueRecipient name="n" split="40"/></podcast:value>'),
    {
      '_stet.podcast.funding': { url: 'https://f.example/', '#': 'Give' },
      '_stet.podcast.value.valuerecipient.split': '40',
    },
  ],
  ['podcast:alternateEnclosure', rssItem('<title>t</title><podcast:alternateEnclosure type="audio/opus" length="9"><podcast:source uri="https://a.example/1.opus"/></podcast:alternateEnclosure>'), { 'items.0.attachments.0.url': 'https://a.example/1.opus' }],
  ['psc:chapters', rssItem('<title>t</title><psc:chapters xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter start="00:00" title="a"/><psc:chapter start="01:00" title="b"/></psc:chapters>'), { 'items.0._stet.psc.chapters.chapter.1.title': 'b' }],
  ['googleplay', rss('<googleplay:author>A</googleplay:author><googleplay:image href="https://a.example/g.png"/><googleplay:description>d</googleplay:description>'), { 'authors.0.name': 'A', icon: 'https://a.example/g.png', description: 'd' }],
  ['yt:videoId', atomEntry('<title>t</title><yt:videoId xmlns:yt="http://www.youtube.com/xml/schemas/2015">v</yt:videoId>'), { 'items.0._stet.yt.videoid': 'v' }],
]

const POLYGON = '45.256 -110.45 46.46 -109.48 43.84 -109.86 45.256 -110.45'
const RING = [
  [-110.45, 45.256],
  [-109.48, 46.46],
  [-109.86, 43.84],
  [-110.45, 45.256],
]
// biome-ignore format: one case a line
const places: readonly Case[] = [
  [
    'georss:point',
    rssItem('<title>t</title><georss:point>45.256 -71.92</georss:point>'),
    {
      'items.0._stet.geo': { type: 'Point', coordinates: [-71.92, 45.256] },
      'items.0._stet.georss.point': '45.256 -71.92',
    },
  ],
  ['georss:point with a comma', rssItem('<title>t</title><georss:point>45.256, -71.92</georss:point>'), { 'items.0._stet.geo.coordinates': [-71.92, 45.256] }],
  [
    'georss:line',
    rssItem('<title>t</title><georss:line>45.256 -110.45 46.46 -109.48</georss:line>'),
    {
      'items.0._stet.geo': {
        type: 'LineString',
        coordinates: [
          [-110.45, 45.256],
          [-109.48, 46.46],
        ],
      },
    },
  ],
  ['georss:polygon', rssItem(`<title>t</title><georss:polygon>${POLYGON}</georss:polygon>`), { 'items.0._stet.geo': { type: 'Polygon', coordinates: [RING] } }],
  ['georss:box', rssItem('<title>t</title><georss:box>42.943 -71.032 43.039 -69.856</georss:box>'), { 'items.0._stet.geo.type': 'Polygon', 'items.0._stet.geo.bbox': [-71.032, 42.943, -69.856, 43.039] }],
  ['georss:where gml:Point', rssItem('<title>t</title><georss:where><gml:Point srsName="EPSG:4326"><gml:pos>36.9382 31.1732</gml:pos></gml:Point></georss:where>'), { 'items.0._stet.geo.coordinates': [31.1732, 36.9382] }],
  [
    'georss:where gml:LineString',
    rssItem('<title>t</title><georss:where><gml:LineString><gml:posList>45 -110 46 -109</gml:posList></gml:LineString></georss:where>'),
    {
      'items.0._stet.geo': {
        type: 'LineString',
        coordinates: [
          [-110, 45],
          [-109, 46],
        ],
      },
    },
  ],
  ['georss:where gml:Polygon', rssItem(`<title>t</title><georss:where><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>${POLYGON}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></georss:where>`), { 'items.0._stet.geo': { type: 'Polygon', coordinates: [RING] } }],
  ['georss:where gml:Envelope', rssItem('<title>t</title><georss:where><gml:Envelope><gml:lowerCorner>42 -71</gml:lowerCorner><gml:upperCorner>43 -69</gml:upperCorner></gml:Envelope></georss:where>'), { 'items.0._stet.geo.bbox': [-71, 42, -69, 43] }],
  ['a bare gml:Point', rssItem('<title>t</title><gml:Point><gml:pos>36.9382 31.1732</gml:pos></gml:Point>'), { 'items.0._stet.geo.coordinates': [31.1732, 36.9382] }],
  ['geo:lat and geo:long', rssItem('<title>t</title><geo:lat>26.58</geo:lat><geo:long>-97.83</geo:long>'), { 'items.0._stet.geo': { type: 'Point', coordinates: [-97.83, 26.58], lat: '26.58', long: '-97.83' } }],
  ['geo:Point', rssItem('<title>t</title><geo:Point><geo:lat>26.58</geo:lat><geo:long>-97.83</geo:long></geo:Point>'), { 'items.0._stet.geo.coordinates': [-97.83, 26.58] }],
  [
    'georss:elev, featureName and more',
    rssItem('<title>t</title><georss:point>1 2</georss:point><georss:elev>300</georss:elev><georss:featureName>Podunk</georss:featureName><georss:relationshipTag>near</georss:relationshipTag><georss:featureTypeTag>city</georss:featureTypeTag><georss:radius>500</georss:radius>'),
    {
      'items.0._stet.georss': {
        point: '1 2',
        elev: '300',
        featurename: 'Podunk',
        relationshiptag: 'near',
        featuretypetag: 'city',
        radius: '500',
      },
    },
  ],
  ['a latitude that is none', rssItem('<title>t</title><georss:point>north west</georss:point>'), { 'items.0._stet.geo': undefined }],
  ['in Atom, of the feed', atom('<georss:point xmlns:georss="http://www.georss.org/georss">45 -71</georss:point>'), { '_stet.geo.coordinates': [-71, 45] }],
]

const dublin = (name: string, uri: string): Case => [
  `Dublin Core as ${uri}`,
  `<rss xmlns:${name}="${uri}"><channel><item><title>t</title><${name}:creator>李</${name}:creator></item></channel></rss>`,
  { 'items.0.authors': [{ name: '李' }] },
]

// biome-ignore format: one case a line
const namespaces: readonly Case[] = [
  dublin('dc', 'http://purl.org/dc/elements/1.1/'),
  dublin('dc', 'http://purl.org/dc/elements/1.1'),
  dublin('q', 'http://purl.org/dc/elements/1.0/'),
  dublin('q', 'https://purl.org/dc/elements/1.1/'),
  dublin('q', 'HTTP://PURL.ORG/dc/elements/1.1/'),
  dublin('q', ' http://purl.org/dc/elements/1.1/ '),
  dublin('q', 'http://purl.org/dc/terms/'),
  ['a usual prefix that nobody declared', rssItem('<title>t</title><dc:creator>李</dc:creator><content:encoded>c</content:encoded>'), { 'items.0.authors.0.name': '李', 'items.0.content_html': 'c' }],
  ['an unknown prefix keeps its name', rssItem('<title>t</title><foo:bar>x</foo:bar>'), { 'items.0._stet.extra.foo:bar': 'x' }],
  ['a prefix for RSS 1.0’s content module', '<rss xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><item><c:encoded>x</c:encoded></item></channel></rss>', { 'items.0.content_html': 'x' }],
  ['a default namespace on an item', '<rss><channel><item xmlns="http://purl.org/rss/1.0/"><title>t</title></item></channel></rss>', { 'items.0.title': 't' }],
  ['a foreign default namespace inside', rssItem('<title>t</title><x xmlns="urn:x"><title>other</title></x>'), { 'items.0.title': 't' }],
  ['a namespace declared on the element itself', rssItem('<z:creator xmlns:z="http://purl.org/dc/elements/1.1/">李</z:creator><title>t</title>'), { 'items.0.authors.0.name': '李' }],
  ['a prefix declared twice: the inner one', '<rss xmlns:a="urn:a"><channel><item xmlns:a="http://purl.org/dc/elements/1.1/"><a:title>t</a:title></item></channel></rss>', { 'items.0.title': 't' }],
  ['a prefix bound to another namespace is not dc', '<rss xmlns:dc="urn:mine"><channel><item><title>t</title><dc:creator>x</dc:creator></item></channel></rss>', { 'items.0.title': 't' }],
  ['admin', rss('<admin:generatorAgent xmlns:admin="http://webns.net/mvcb/" rdf:resource="https://g.example/"/>'), { '_stet.generator_url': 'https://g.example/' }],
  ['names in another case', rssItem('<Title>t</Title><DC:Creator>李</DC:Creator><content:Encoded>c</content:Encoded>'), { 'items.0.title': 't', 'items.0.authors.0.name': '李', 'items.0.content_html': 'c' }],
  ['taxo:topics', rssItem('<title>t</title><taxo:topics><rdf:Bag><rdf:li resource="https://t.example/"/></rdf:Bag></taxo:topics>'), { 'items.0._stet.taxo.topics.rdf:bag.rdf:li.resource': 'https://t.example/' }],
]

holds('Media RSS', media)
holds('podcast', podcasts)
holds('place', places)
holds('namespace', namespaces)
