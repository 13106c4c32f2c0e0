// The service worker: what was read or kept can be read again without a network. It asks the network first, so that
// nobody reads yesterday's front page while there is a today's; nothing is fetched that was not asked for.
import { digest } from '../../model/digest.ts'
import type { Known } from '../known.ts'
import { script } from './script.ts'
import { styleOf } from './style.ts'

/** Pages read that are kept; the oldest go first. What a reader kept on purpose stays. */
const MOST = 300

/** The script, for a site; it says how its pages look, so that a new look makes a new worker. */
export const worker = ({ site, href }: Known): string => `'use strict';
var READ = 'read-1', KEPT = 'kept-1', FRAME = 'frame-${digest(styleOf(site.theme) + script).slice(0, 8)}', BASE = ${JSON.stringify(href('/'))};
self.addEventListener('install', function (event) {
  event.waitUntil(caches.open(FRAME).then(function (cache) { 
    return Promise.all([BASE, BASE + '404.html', BASE + 'favicon.svg'].map(function (address) {
      return fetch(address).then(function (response) { return cache.put(address, response); }).catch(function () {});
    })); }).then(function () { return self.skipWaiting(); }));
});
self.addEventListener('activate', function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return /^frame-/.test(name) && name !== FRAME; }).map(function (name) { return caches.delete(name); }));
  }).then(function () { return self.clients.claim(); }));
});
function trim(cache) {
  return cache.keys().then(function (keys) {
    return Promise.all(keys.slice(0, Math.max(0, keys.length - ${MOST})).map(function (key) { return cache.delete(key); }));
  });
}
function keep(request, response) {
  var copy = response.clone();
  return caches.open(READ).then(function (cache) {
    return cache.delete(request).then(function () { return cache.put(request, copy); }).then(function () { return trim(cache); });
  }).catch(function () {});
}
self.addEventListener('fetch', function (event) {
  var request = event.request, url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.indexOf(BASE) !== 0 || /\\/(api|greader|fever|image)\\//.test(url.pathname)) return;
  if (url.searchParams.has('q')) return;
  event.respondWith(fetch(request).then(function (response) {
    if (response.ok && response.type === 'basic' && !response.redirected) event.waitUntil(keep(request, response));
    return response;
  }, function (error) {
    return caches.match(request).then(function (found) {
      if (found) return found;
      if (request.mode === 'navigate') return caches.match(BASE + '404.html').then(function (page) { if (page) return page; throw error; });
      throw error;
    });
  }));
});
self.addEventListener('message', function (event) {
  if (!event.data || event.data.keep === undefined) return;
  event.waitUntil(caches.open(KEPT).then(function (cache) {
    return event.data.keep ? cache.addAll(event.data.addresses) : Promise.all(event.data.addresses.map(function (address) { return cache.delete(address); }));
  }).catch(function () {}));
});
`
