// The script of every page: remembers light or dark and the size of type, listens to a few keys, and on the web lets a
// reader keep articles for reading offline. A classic script, so that it works from a folder too. It runs in the head,
// before anything is painted; without it nothing is missing that is needed to read. What it says stands in the page.
import { STALE_DAYS } from '../../model/health.ts'

const written = `(function () {
  'use strict';
  var root = document.documentElement;
  var base = new URL('.', document.currentScript.src).href;
  var store = null;
  try { store = window.localStorage; } catch (e) {}
  function get(key) { try { return store && store.getItem('stet-' + key); } catch (e) { return null; } }
  function set(key, value) {
    try { if (value === null) store.removeItem('stet-' + key); else store.setItem('stet-' + key, value); } catch (e) {}
  }
  function show(name, value) {
    if (value === null) root.removeAttribute('data-' + name); else root.setAttribute('data-' + name, value);
  }
  // Buttons stand there from the first paint on, and nowhere without a script.
  show('script', '');
  // The search page has room for an answer from the first paint on.
  if (/[?&]q=[^&]/.test(location.search)) show('asks', '');
  var theme = get('theme');
  if (theme === 'light' || theme === 'dark') show('theme', theme);
  var size = parseInt(get('size'), 10);
  if (!(size >= -2 && size <= 4)) size = 0;
  if (size) show('size', String(size));

  function dark() {
    var now = root.getAttribute('data-theme');
    return now ? now === 'dark' : window.matchMedia('(prefers-color-scheme: dark)').matches;
  }
  var acts = {
    theme: function () {
      var next = dark() ? 'light' : 'dark';
      show('theme', next);
      set('theme', next);
    },
    larger: function () { resize(1); },
    smaller: function () { resize(-1); },
    save: function () { keep(!isKept()); }
  };
  var workers = location.protocol !== 'file:' && navigator.serviceWorker;
  function kept() { try { return JSON.parse(get('kept')) || []; } catch (e) { return []; } }
  function isKept() { return kept().indexOf(location.pathname) >= 0; }
  // What the page shows and needs, at this site.
  function belongings() {
    var own = [];
    document.querySelectorAll('.text img, link[rel=stylesheet], script[src]').forEach(function (one) {
      var address = one.currentSrc || one.src || one.href;
      if (address.indexOf(base) === 0) own.push(address);
    });
    return own;
  }
  function note(yes) {
    var list = kept().filter(function (path) { return path !== location.pathname; });
    set('kept', JSON.stringify(yes ? list.concat(location.pathname) : list));
    label();
  }
  function keep(yes) {
    if (!workers || !document.querySelector('[data-do="save"]')) return;
    var own = yes ? [location.pathname].concat(belongings()) : [location.pathname];
    note(yes);
    workers.ready.then(function (registration) {
      var channel = new MessageChannel();
      // What is for one reader alone is not kept, and the button does not say that it were.
      channel.port1.onmessage = function (event) { if (yes && !event.data) note(false); };
      registration.active.postMessage({ keep: yes, addresses: own }, [channel.port2]);
    });
  }
  function label() {
    var button = document.querySelector('[data-do="save"]');
    if (!button || !workers) return;
    button.hidden = false;
    button.setAttribute('aria-pressed', String(isKept()));
    button.firstChild.data = button.getAttribute(isKept() ? 'data-kept' : 'data-keep');
  }
  if (workers && window.isSecureContext) {
    // A page that was there before the worker is told to it: the first article that one reads is to be kept, too.
    var isFirst = !workers.controller;
    window.addEventListener('load', function () {
      if (outside()) return;
      workers.register(base + 'sw.js').catch(function () {});
      if (isFirst) workers.ready.then(function (registration) {
        registration.active.postMessage({ read: [location.pathname + location.search].concat(belongings()) });
      });
    });
  }

  // On the way into an archive that shows nothing before one has signed in.
  function outside() { return document.body.classList.contains('outside'); }
  var LINKS = '.items > li > a, .found > li > a, .record > li > a, .neighbours > a';
  function step(by) {
    var links = [].slice.call(document.querySelectorAll(LINKS));
    var turn = document.querySelector('.pager a[rel=' + (by > 0 ? 'next' : 'prev') + ']');
    var here = links.indexOf(document.activeElement);
    if (here < 0 && document.querySelector('.neighbours')) {
      var beside = document.querySelector('.neighbours .' + (by > 0 ? 'next' : 'prev'));
      if (beside) location.href = beside.href;
    } else if (links[here + by]) {
      links[here + by].focus();
      links[here + by].scrollIntoView({ block: 'center' });
    } else if (here >= 0 && turn) location.href = turn.href;
    else if (links[0]) links[0].focus();
  }
  var keys = {
    j: function () { step(1); },
    k: function () { step(-1); },
    o: function () { if (document.activeElement.matches(LINKS)) document.activeElement.click(); },
    s: acts.save,
    t: acts.theme,
    '/': function () {
      var fields = [].slice.call(document.querySelectorAll('.ask input[type=search], .find input'));
      var field = fields.filter(function (one) { return one.offsetParent; })[0];
      if (field) field.focus(); else location.href = document.querySelector('.to-search').href;
    },
    '?': function () { location.href = document.querySelector('.to-keys').href + '#keys'; }
  };
  document.addEventListener('keydown', function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest('input, textarea, select, [contenteditable]')) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    var act = Object.prototype.hasOwnProperty.call(keys, event.key) && keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  function resize(by) {
    size = Math.max(-2, Math.min(4, size + by));
    show('size', size ? String(size) : null);
    set('size', size ? String(size) : null);
  }
  var DAY = 864e5;
  window.stetLooked = function (day, words) {
    var days = Math.floor((Date.now() - Date.parse(day)) / DAY);
    var mast = document.querySelector('.mast');
    if (!(days >= ${STALE_DAYS}) || !mast || document.querySelector('.stale')) return;
    var line = document.createElement('p');
    line.className = 'stale';
    line.setAttribute('role', 'status');
    line.textContent = words.replace('{days}', days);
    mast.appendChild(line);
  };
  // A list that takes in its newest articles together: those that it lacks are taken from the front page.
  function complete() {
    var place = document.querySelector('.gathers[data-list]');
    if (!place || location.protocol === 'file:') return;
    var days = document.querySelector('.days');
    fetch(place.querySelector('a').href).then(function (answer) { return answer.text(); }).then(function (text) {
      var front = new DOMParser().parseFromString(text, 'text/html');
      var list = place.getAttribute('data-list'), before = days.firstElementChild;
      front.querySelectorAll('.day').forEach(function (day) {
        var items = [].filter.call(day.querySelectorAll('li[data-lists]'), function (item) {
          var link = item.querySelector('a').getAttribute('href');
          var isThere = [].some.call(days.querySelectorAll('li > a'), function (one) { return one.getAttribute('href') === link; });
          return !isThere && JSON.parse(item.getAttribute('data-lists')).indexOf(list) >= 0;
        });
        if (items.length === 0) return;
        var name = day.querySelector('time').getAttribute('datetime');
        var same = days.querySelector('h2 time[datetime="' + name + '"]');
        var at = same ? same.closest('.day').querySelector('ol') : document.importNode(day, true);
        if (!same) {
          at.querySelector('ol').replaceChildren();
          days.insertBefore(at, before);
          at = at.querySelector('ol');
        }
        at.prepend.apply(at, items.map(function (item) { return document.importNode(item, true); }));
      });
      place.remove();
    }).catch(function () {});
  }
  window.addEventListener('load', function () {
    complete();
    if (outside()) return;
    var ask = document.createElement('script');
    ask.src = base + 'looked.js';
    document.head.appendChild(ask);
  });
  document.addEventListener('DOMContentLoaded', function () {
    var controls = document.querySelector('.controls');
    if (!controls) return;
    label();
    document.addEventListener('click', function (event) {
      var button = event.target.closest('[data-do]');
      if (button) acts[button.getAttribute('data-do')]();
    });
  });
})();
`

/** Without what is said in it to who reads the code: every page waits for its bytes. */
export const script = written.replace(/^ *\/\/.*\n/gm, '')
