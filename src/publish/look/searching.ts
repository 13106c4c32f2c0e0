// The search page's script: finds without a server, by the index that a build wrote. A classic script that loads
// classic scripts, so that it works from a folder too, where browsers forbid fetch and modules. Where a server answers
// searches itself there is no index, and this leaves the page alone.
import { folded, traditional } from '../../model/words/traditional.ts'
import { RIGHT_TO_LEFT } from '../direction.ts'
import { engine } from '../find/engine.ts'

const page = `
var base = new URL('.', document.currentScript.src).href;
var asked = {}, shelved = {};
self.stetShelf = function (name, value) { if (shelved[name]) shelved[name](value); };
function file(name, version) {
  if (asked[name]) return asked[name];
  return asked[name] = new Promise(function (resolve, reject) {
    shelved[name] = resolve;
    var script = document.createElement('script');
    script.src = base + 'search/' + name + '.js' + (version ? '?v=' + version : '');
    script.onerror = function () { reject(new Error(name)); };
    document.head.append(script);
  });
}
var packed = location.protocol === 'file:';
function cut(bytes, range) {
  return new TextDecoder().decode(bytes.subarray(range[0], range[1]));
}
async function text(name, number, piece) {
  var range = engine.bytesOf(piece, engine.BEFORE, engine.AFTER);
  if (packed) {
    var pack = await file('text/' + Math.floor(number / engine.ROWS).toString(36), '');
    return cut(new TextEncoder().encode(pack[number % engine.ROWS] || ''), range);
  }
  var answer = await fetch(base + name + '.md', { headers: { Range: 'bytes=' + range[0] + '-' + (range[1] - 1) } });
  if (!answer.ok) return undefined;
  var bytes = new Uint8Array(await answer.arrayBuffer());
  return answer.status === 206 ? new TextDecoder().decode(bytes) : cut(bytes, range);
}
function made(tag, given, parts) {
  var element = document.createElement(tag);
  for (var key in given) if (given[key]) element.setAttribute(key, given[key]);
  element.append.apply(element, parts);
  return element;
}
function marked(text, places) {
  var at = 0, parts = [];
  places.forEach(function (place) {
    parts.push(text.slice(at, place[0]), made('mark', {}, [text.slice(place[0], place[1])]));
    at = place[1];
  });
  return parts.concat(text.slice(at));
}
// As on the pages. By its first letter alone, as dir=auto has it, a Hebrew title that begins with a Latin name would run
// otherwise.
function way(lang) {
  try { return ${RIGHT_TO_LEFT}.test(new Intl.Locale(lang).maximize().script || '') ? 'rtl' : ''; } catch (e) { return ''; }
}
function item(hit, says) {
  var row = hit.row, lang = row[5] && row[5] !== document.documentElement.lang ? row[5] : '';
  var day = new Date(row[2]).toLocaleDateString(says.locale, { dateStyle: 'long', timeZone: says.zone });
  var index = packed ? 'index.html' : '';
  var source = /^[\\p{L}\\p{N}\\p{M}-]{1,90}$/u.test(row[3])
    ? made('a', { href: base + 'sources/' + encodeURIComponent(row[3]) + '/' + index }, [row[4]]) : row[4];
  var meta = made('span', { class: 'meta' }, [made('time', { datetime: row[2] }, [day]), ' ', source]);
  if (row[6]) meta.append(' ', made('span', { class: 'flag' }, [says.withdrawn]));
  var dir = lang && way(lang);
  return made('li', {}, [
    made('a', { href: base + row[0] + '.html', lang: lang, dir: dir }, marked(row[1], hit.titlePlaces)),
    made('p', { lang: lang, dir: dir }, marked(hit.snippet, hit.places)), meta]);
}
var PAGE = 10;
function start() {
  var place = document.getElementById('answer'), form = document.querySelector('.ask');
  var help = document.querySelector('#answer ~ .quiet');
  if (!place || !form) return;
  var says = place.dataset, field = form.elements.q, within = form.elements['in'];
  var given = new URLSearchParams(location.search), order = given.get('order') === 'best' ? 'best' : 'newest', turn = 0;
  async function show(query, offset) {
    var mine = ++turn;
    if (!query.trim()) { place.replaceChildren(); return; }
    if (offset === 0 && !place.firstChild) place.replaceChildren(made('p', { class: 'quiet', role: 'status' }, [says.loading]));
    var facets = within && within.value ? [within.value] : [];
    var found = await engine.seek({ file: file, text: text }, query, { order: order, offset: offset, limit: PAGE, facets: facets });
    if (mine !== turn) return;
    if (found.hits.length === 0 && offset === 0) {
      place.replaceChildren(made('p', { class: 'notice', role: 'status' }, [says.nothing]), help.cloneNode(true));
      return;
    }
    var count = new Intl.NumberFormat('en').format(found.total);
    var line = (found.total === 1 ? says.one : says.many).replace('{n}', (found.isTotal ? '' : says.about + ' ') + count).replace('{q}', function () { return query; });
    var other = made('button', { type: 'button', class: 'plain' }, [order === 'newest' ? says.best : says.newest]);
    other.onclick = function () { order = order === 'newest' ? 'best' : 'newest'; show(query, 0); };
    var list = offset === 0 ? made('ol', { class: 'found' }, []) : place.querySelector('.found');
    found.hits.forEach(function (hit) { list.append(item(hit, says)); });
    var parts = [made('p', { class: 'quiet tally', role: 'status' }, [line, ' · ', other]), list];
    if (offset + found.hits.length < found.total && found.hits.length === PAGE) {
      var more = made('button', { type: 'button', class: 'more-found' }, [says.more]);
      more.onclick = function () { more.disabled = true; show(query, offset + PAGE).then(function () {
        var next = list.children[offset + PAGE]; if (next) next.querySelector('a').focus(); }); };
      parts.push(more);
    }
    place.replaceChildren.apply(place, parts);
  }
  function remember(query) {
    var asks = new URLSearchParams();
    asks.set('q', query);
    if (within && within.value) asks.set('in', within.value);
    if (order !== 'newest') asks.set('order', order);
    try { history.replaceState(null, '', location.pathname + '?' + asks); } catch (e) {}
  }
  function failed() { place.replaceChildren(made('p', { class: 'notice', role: 'status' }, [says.failed])); }
  var ready = false, timer = 0;
  var prepared;
  function prepare() {
    // Where stet itself serves, it answers from the archive as it is now.
    if (prepared) return prepared;
    var here = packed || fetch(base + 'search/new.js', { method: 'HEAD' }).then(function (answer) {
      if (!answer.ok || answer.headers.get('x-stet-search')) throw new Error('served');
    });
    prepared = Promise.all([here, file('new', '')]).then(function () { ready = true; });
    engine.tables();
    return prepared;
  }
  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(function () { prepare().then(ask, function () {}); }, wait);
  }
  function ask() { clearTimeout(timer); remember(field.value); show(field.value, 0).catch(failed); }
  field.addEventListener('focus', function () { prepare().catch(function () {}); }, { once: true });
  // Who types letters goes on; what is pasted, or comes from an input method, is a word.
  var last = field.value;
  field.addEventListener('input', function (event) {
    document.documentElement.setAttribute('data-asks', '');
    if (event.isComposing) return;
    soon(field.value.length > last.length + 1 ? 0 : 250);
    last = field.value;
  });
  field.addEventListener('compositionend', function () { last = field.value; soon(0); });
  form.addEventListener('submit', function (event) { if (ready) { event.preventDefault(); ask(); } });
  if (given.get('in') && !within) {
    within = made('input', { type: 'hidden', name: 'in', value: given.get('in') }, []);
    form.append(within);
  }
  if (!given.get('q')) return;
  field.value = given.get('q');
  prepare().then(function () { return show(field.value, 0); }).catch(failed);
}
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start); else start();
`

export const searching = `(function () {
'use strict';
var traditional = ${JSON.stringify(traditional)}, folded = ${JSON.stringify(folded)};
var engine = (function () {
${engine}
return { seek: seek, tables: tables, bytesOf: bytesOf, BEFORE: BEFORE, AFTER: AFTER, ROWS: ROWS };
})();
${page.trim()}
})();
`
