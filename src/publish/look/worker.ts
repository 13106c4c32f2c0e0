// The service worker: what was read or kept can be read again without a network. It asks the network first, so that
// nobody reads yesterday's front page while there is a today's; nothing is fetched that was not asked for. What a server
// says is for one reader alone is never put by: the next to use the device is somebody else.
import { digest } from '../../model/digest.ts'
import { html } from '../html.ts'
import type { Known } from '../known.ts'
import { script } from './script.ts'
import { styleOf, styleVersion } from './style.ts'

/** Pages read that are kept; the oldest go first. What a reader kept on purpose stays. */
const MOST = 300

/** The first steps of addresses that are for who has signed in; what stands there is fetched, and never put by. */
const PERSONAL = ['read', 'keep', 'login', 'logout', 'account']

/** Those that programs call, and what no page is: the worker leaves them to the browser. */
const DOORS = ['api', 'reader', 'accounts', 'greader', 'fever', 'image', 'websub', 'healthz', 'metrics']

/** What is shown without a network in place of a page that was not put by. */
const offlinePage = ({ site, config, texts, href }: Known): string =>
  html`<!doctype html>
<html lang="${texts.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${texts.offlineTitle}${texts.titleGap}${config.title}</title>
<link rel="stylesheet" href="${href('/style.css')}?v=${styleVersion(site.theme)}">
</head>
<body class="missing">
<main id="text">
<header class="head"><h1>${texts.offlineTitle}</h1>
<p class="lede">${texts.offline}</p></header>
<p><a href="${href('/')}">${texts.toFront}</a></p>
</main>
</body>
</html>
`.html

/** The script, for a site; it says how its pages look, so that a new look makes a new worker. */
export const worker = (known: Known): string => {
  const { site, href } = known
  return `'use strict';
var READ = 'read-1', KEPT = 'kept-1', FRAME = 'frame-${digest(styleOf(site.theme) + script).slice(0, 8)}', BASE = ${JSON.stringify(href('/'))};
var FRONT = new URL(BASE, location).href, STYLE = BASE + 'style.css?v=${styleVersion(site.theme)}';
var OFFLINE = ${JSON.stringify(offlinePage(known))};
function under(url, steps) {
  return url.pathname.indexOf(BASE) === 0 && steps.indexOf(url.pathname.slice(BASE.length).split('/')[0]) >= 0;
}
function isPersonal(url) { return under(url, ${JSON.stringify(PERSONAL)}); }
function isForOne(response) { return /\\b(?:private|no-store)\\b/i.test(response.headers.get('cache-control') || ''); }
function mayKeep(address, response) {
  var url = new URL(address, location);
  return response.status === 200 && response.type === 'basic' && !response.redirected &&
    url.origin === location.origin && !url.searchParams.has('q') && !isPersonal(url) && !isForOne(response);
}
function clean() {
  return caches.keys().then(function (names) {
    return Promise.all(names.map(function (name) {
      return caches.open(name).then(function (cache) {
        return cache.keys().then(function (requests) {
          return Promise.all(requests.map(function (request) {
            return cache.match(request).then(function (response) {
              var url = new URL(request.url);
              if (url.pathname.indexOf(BASE) !== 0) return;
              var isOld = name === READ && request.url === FRONT;
              if (isOld || isPersonal(url) || !response || isForOne(response)) return cache.delete(request);
            });
          }));
        });
      });
    }));
  });
}
function put(name, address, response) {
  var copy = response.clone();
  return caches.open(name).then(function (cache) {
    return cache.delete(address).then(function () { return cache.put(address, copy); }).then(function () {
      if (name === READ) return trim(cache);
    });
  }).catch(function () {});
}
function trim(cache) {
  return cache.keys().then(function (keys) {
    return Promise.all(keys.slice(0, Math.max(0, keys.length - ${MOST})).map(function (key) { return cache.delete(key); }));
  });
}
// The front page has one copy, in the frame, that no number of pages read after it pushes out.
function read(address, response) {
  if (mayKeep(address, response)) return put(new URL(address, location).href === FRONT ? FRAME : READ, address, response);
}
function found(request) {
  return [READ, KEPT, FRAME].reduce(function (before, name) {
    return before.then(function (response) { return response || caches.match(request, { cacheName: name }); });
  }, Promise.resolve());
}
// The picture in another size or form: what was kept is the one for that screen, or for browsers that know no better.
function likeness(url) {
  var name = /\\/pictures\\/[0-9a-f]{64}-(?=\\d+\\.\\w+$)/.exec(url.pathname);
  if (!name) return undefined;
  return [READ, KEPT].reduce(function (before, cacheName) {
    return before.then(function (response) {
      return response || caches.open(cacheName).then(function (cache) {
        return cache.keys().then(function (requests) {
          var same = requests.filter(function (request) { return request.url.indexOf(name[0]) > 0; });
          return same.length > 0 ? cache.match(same[same.length - 1]) : undefined;
        });
      });
    });
  }, Promise.resolve());
}
function keep(address) {
  return fetch(address).catch(function () { return found(address); }).then(function (response) {
    if (!response || !mayKeep(address, response)) return false;
    return put(KEPT, address, response).then(function () { return true; });
  });
}
self.addEventListener('install', function (event) {
  event.waitUntil(Promise.all([BASE, STYLE, BASE + 'favicon.svg'].map(function (address) {
    return fetch(address).then(function (response) {
      if (mayKeep(address, response)) return put(FRAME, address, response);
    }).catch(function () {});
  })).then(function () { return self.skipWaiting(); }));
});
self.addEventListener('activate', function (event) {
  event.waitUntil(caches.keys().then(function (names) {
    return Promise.all(names.filter(function (name) { return /^frame-/.test(name) && name !== FRAME; }).map(function (name) { return caches.delete(name); }));
  }).then(clean).then(function () { return self.clients.claim(); }));
});
self.addEventListener('fetch', function (event) {
  var request = event.request, url = new URL(request.url);
  if (url.origin !== location.origin || url.pathname.indexOf(BASE) !== 0) return;
  if (under(url, ['login', 'logout'])) event.waitUntil(clean());
  if (request.method !== 'GET' || under(url, ${JSON.stringify(DOORS)})) return;
  event.respondWith(fetch(request).then(function (response) {
    event.waitUntil(Promise.resolve(read(request.url, response)));
    return response;
  }, function (error) {
    var isKept = !isPersonal(url) && !url.searchParams.has('q');
    return (isKept ? found(request) : Promise.resolve()).then(function (response) {
      return response || likeness(url);
    }).then(function (response) {
      if (response) return response;
      if (request.mode !== 'navigate') throw error;
      return new Response(OFFLINE, { status: 503, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' } });
    });
  }));
});
// A page tells what belongs to it: \`read\` when it was there before the worker, \`keep\` when its reader presses the button.
self.addEventListener('message', function (event) {
  var asked = event.data || {};
  if (asked.read) {
    event.waitUntil(Promise.all(asked.read.map(function (address) {
      return fetch(address, { cache: 'force-cache' }).then(function (response) { return read(address, response); }).catch(function () {});
    })));
  }
  if (asked.keep === undefined) return;
  event.waitUntil((asked.keep
    ? Promise.all(asked.addresses.map(keep)).then(function (kept) { return kept[0]; })
    : caches.open(KEPT).then(function (cache) {
      return Promise.all(asked.addresses.map(function (address) { return cache.delete(address); }));
    }).then(function () { return true; })
  ).catch(function () { return false; }).then(function (isDone) { if (event.ports[0]) event.ports[0].postMessage(isDone); }));
});
`
}
