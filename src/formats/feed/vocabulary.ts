// The elements of RSS and Atom, for the scanner. Names of either are known in both: feeds mix them.
import { vocabulary } from '../xml/vocabulary.ts'

const TEXT = `title link guid id pubdate published updated modified issued created lastbuilddate creator comments
  category language copyright rights generator managingeditor webmaster docs ttl rating icon logo thumb
  atom:title atom:id atom:updated atom:published atom:icon atom:logo atom:rights
  atom:generator
  dc:title dc:date dc:creator dc:author dc:contributor dc:publisher dc:subject dc:identifier dc:language dc:rights
  dc:source dc:type dc:relation dcterms:created dcterms:issued dcterms:modified dcterms:available dcterms:date
  dcterms:creator dcterms:subject dcterms:title dcterms:language dcterms:valid
  media:title media:keywords media:credit media:category media:copyright media:rating media:adult
  itunes:title itunes:author itunes:duration itunes:keywords itunes:explicit itunes:block itunes:order itunes:episode
  itunes:season itunes:episodetype itunes:type itunes:new-feed-url itunes:complete
  googleplay:author googleplay:email googleplay:explicit
  slash:comments slash:section slash:department slash:hit_parade wfw:comment wfw:commentrss thr:total
  sy:updateperiod sy:updatefrequency sy:updatebase
  media:thumbnail itunes:image googleplay:image
  georss:point georss:line georss:polygon georss:box georss:featurename geo:lat geo:long gml:pos
  feedburner:origlink feedburner:origenclosurelink yt:videoid yt:channelid
  podcast:guid podcast:locked podcast:medium podcast:season podcast:episode`

const PART = `name uri url email homepage hour day width height atom:name atom:uri atom:email itunes:name itunes:email`

const MARKUP = `description summary content subtitle tagline info content:encoded content_encoded abstract fullitem
  atom:summary atom:content atom:subtitle dc:description dcterms:abstract dcterms:description media:description
  media:text itunes:summary itunes:subtitle googleplay:description xhtml:body xhtml:div`

const VOID = `enclosure cloud atom:link media:player podcast:chapters
  podcast:transcript podcast:source psc:chapter thr:in-reply-to fh:complete fh:archive rdf:li cc:license
  admin:generatoragent admin:errorreportsto taxo:topic podcast:podping`

const TREE = `image textinput author contributor source skiphours skipdays items rdf:seq rdf:bag atom:author
  atom:contributor atom:source media:group media:content media:community itunes:owner itunes:category
  podcast:alternateenclosure psc:chapters atom:category googleplay:category`

export const RSS = vocabulary('', {
  root: 'rss rdf:rdf',
  list: 'channel',
  item: 'item entry',
  text: TEXT,
  part: PART,
  markup: MARKUP,
  void: VOID,
  tree: TREE,
})

export const ATOM = vocabulary('atom', {
  root: '',
  list: 'feed',
  item: 'entry item',
  text: TEXT,
  part: PART,
  markup: MARKUP,
  void: VOID,
  tree: TREE,
})
