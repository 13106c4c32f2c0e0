// The reading room's script: articles open in place, marks go without a reload, keys. Without it all of it works by links
// and forms. A classic script; everything it sends is what the forms send.

export const roomScript = `(function () {
  'use strict';
  var main = document.querySelector('main');
  if (!main) return;
  var chosen = null, opening = 0, going = false, queue = [], timer = 0, aside = {};

  function all(selector, within) { return Array.prototype.slice.call((within || main).querySelectorAll(selector)); }
  function shelf() { return main.querySelector('.shelf'); }
  function entries() { return all('.entries > li'); }
  function token() { var field = document.querySelector('input[name="form"]'); return field ? field.value : ''; }
  function send(action, fields) {
    var body = new URLSearchParams(fields);
    body.set('form', token());
    return fetch(action, { method: 'POST', body: body, headers: { Accept: 'application/json' }, credentials: 'same-origin', keepalive: true });
  }
  function mark(item, kind, on) {
    show(item, kind, on);
    return send(shelf().dataset.mark, { kind: kind, on: on ? '1' : '0', item: item.dataset.item }).then(function (response) {
      if (!response.ok) { show(item, kind, !on); lost(response); return; }
      if (kind === 'read') tally(item, on ? -1 : 1);
    }, function () { show(item, kind, !on); });
  }
  // The session has ended: what was pressed is as before, and the page says so.
  function lost(response) {
    var notice = main.querySelector('.lost');
    if (response.status === 401 && notice) { notice.hidden = false; notice.scrollIntoView({ block: 'nearest' }); }
  }
  function show(item, kind, on) {
    var button = item.querySelector('button[data-kind="' + kind + '"]');
    if (kind === 'read') item.classList.toggle('is-unread', !on);
    if (button) {
      var name = on ? button.dataset.off : button.dataset.on;
      button.setAttribute('aria-label', name); button.title = name;
      button.value = kind + ' ' + item.dataset.item + ' ' + (on ? '0' : '1');
      button.classList.toggle('starred-now', kind === 'starred' && on);
      button.firstElementChild.textContent = on ? button.dataset.onSign : button.dataset.offSign;
    }
    item.dataset[kind] = on ? '1' : '';
  }
  function tally(item, by) {
    all('[data-count]').forEach(function (count) {
      var of = count.dataset.count;
      if (of !== '' && of !== item.dataset.source) return;
      var n = Math.max(0, (parseInt(count.dataset.n, 10) || 0) + by);
      count.dataset.n = n; count.textContent = n ? String(n) : '';
    });
  }
  function choose(item) {
    if (chosen) chosen.classList.remove('chosen');
    chosen = item;
    if (!item) return;
    item.classList.add('chosen');
    item.querySelector('.line > a').focus({ preventScroll: true });
    item.scrollIntoView({ block: 'start' });
  }
  function isOpen(item) { return !!item.querySelector('article'); }
  function close(item) { var text = item.querySelector('article'); if (text) text.remove(); }
  function open(item) {
    entries().forEach(function (other) { if (other !== item) close(other); });
    choose(item);
    if (!item.dataset.read) mark(item, 'read', true);
    if (isOpen(item)) return Promise.resolve();
    var turn = ++opening;
    return fetch(item.querySelector('.line > a').href + '&part=text', { credentials: 'same-origin', headers: { Accept: 'text/html' } })
      .then(function (response) { if (!response.ok) throw 0; return response.text(); })
      .then(function (text) {
        if (turn !== opening || isOpen(item)) return;
        var article = new DOMParser().parseFromString(text, 'text/html').querySelector('article');
        if (!article) throw 0;
        item.appendChild(document.importNode(article, true));
        item.scrollIntoView({ block: 'start' });
      }).catch(function () { location.href = item.querySelector('.line > a').href; });
  }
  function step(by) {
    var list = entries(), at = list.indexOf(chosen), next = list[at < 0 ? (by > 0 ? 0 : -1) : at + by];
    if (next) { open(next); return; }
    var more = by > 0 && main.querySelector('a[rel="next"]');
    if (more) go(more.href, true).then(function () { var first = entries()[0]; if (first) open(first); });
  }
  function go(address, push) {
    if (going) return Promise.resolve();
    going = true;
    return fetch(address, { credentials: 'same-origin' }).then(function (response) {
      if (!response.ok || response.redirected && !/\\/read\\//.test(response.url)) throw 0;
      return response.text().then(function (text) {
        var page = new DOMParser().parseFromString(text, 'text/html'), next = page.querySelector('main');
        if (!next) throw 0;
        main.replaceWith(document.importNode(next, true));
        main = document.querySelector('main');
        document.title = page.title;
        chosen = null;
        if (push) history.pushState({ room: 1 }, '', response.url);
        watch();
        window.scrollTo(0, 0);
      });
    }).catch(function () { location.href = address; }).finally(function () { going = false; });
  }
  function markAll() {
    var form = main.querySelector('form.mark-all');
    if (form) form.requestSubmit();
  }
  // What has been scrolled past has been read.
  var watcher = null;
  function watch() {
    if (watcher) watcher.disconnect();
    if (!shelf() || !('IntersectionObserver' in window)) return;
    var list = shelf().dataset.show === 'starred' ? [] : entries();
    watcher = new IntersectionObserver(function (seen) {
      seen.forEach(function (one) {
        var item = one.target;
        if (one.isIntersecting) { item.dataset.seen = '1'; return; }
        if (!item.dataset.seen || item.dataset.read || item === chosen || one.boundingClientRect.bottom > 0) return;
        if (!aside.scrolled) return;
        queue.push(item); show(item, 'read', true);
      });
      if (queue.length && !timer) timer = setTimeout(flush, 600);
    });
    list.forEach(function (item) { watcher.observe(item); });
  }
  function flush() {
    clearTimeout(timer); timer = 0;
    var items = queue; queue = [];
    if (!items.length) return;
    send(shelf().dataset.mark, { kind: 'read', on: '1', item: items.map(function (item) { return item.dataset.item; }).join(',') })
      .then(function (response) {
        items.forEach(function (item) { if (response.ok) tally(item, -1); else show(item, 'read', false); });
        if (!response.ok) lost(response);
      }, function () { items.forEach(function (item) { show(item, 'read', false); }); });
  }
  ['wheel', 'touchmove'].forEach(function (type) { window.addEventListener(type, function () { aside.scrolled = true; }, { passive: true }); });
  window.addEventListener('keydown', function (event) { if (/^(PageDown|ArrowDown|End| )$/.test(event.key)) aside.scrolled = true; });
  window.addEventListener('pagehide', flush);

  document.addEventListener('click', function (event) {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    var button = event.target.closest('button[data-kind]');
    if (button && shelf()) {
      event.preventDefault();
      var owner = button.closest('.entries > li');
      mark(owner, button.dataset.kind, !owner.dataset[button.dataset.kind]);
      return;
    }
    var help = event.target.closest('[data-do="keys"]');
    if (help) { var shown = document.querySelector('dialog.keys'); if (shown) shown.showModal(); return; }
    var link = event.target.closest('a[href]');
    if (!link || !shelf()) return;
    var item = link.closest('.entries > li');
    if (item && link.parentNode.classList.contains('line')) {
      event.preventDefault();
      if (isOpen(item)) close(item); else open(item);
    } else if (link.closest('.shelves, .pager') && link.origin === location.origin) {
      event.preventDefault();
      go(link.href, true);
    }
  });
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (!form.classList.contains('mark-all')) return;
    event.preventDefault();
    flush();
    send(form.action, Object.fromEntries(new FormData(form))).then(function (response) {
      if (response.ok) go(location.href, false); else form.submit();
    });
  });
  window.addEventListener('popstate', function () { if (shelf()) go(location.href, false); });

  // Before the script of every page: what is handled here is not for its keys too.
  var prefix = '', prefixTimer = 0;
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (document.querySelector('dialog[open]') && event.key !== '?') return;
    var key = event.key, handled = true;
    if (prefix === 'g') {
      prefix = '';
      var to = { u: 'unread', s: 'starred', a: 'all' }[key], link = to && document.querySelector('a[data-go="' + to + '"]');
      if (link) { event.preventDefault(); if (shelf()) go(link.href, true); else location.href = link.href; return; }
    }
    if (key === 'g') { prefix = 'g'; clearTimeout(prefixTimer); prefixTimer = setTimeout(function () { prefix = ''; }, 1500); }
    else if (key === '/') { var field = document.querySelector('input[type="search"]'); if (field) { field.focus(); field.select(); } }
    else if (key === '?') { var dialog = document.querySelector('dialog.keys'); if (dialog) { if (dialog.open) dialog.close(); else dialog.showModal(); } }
    else if (!shelf()) handled = single(key);
    else if (key === 'j' || key === 'n') step(1);
    else if (key === 'k' || key === 'p') step(-1);
    else if (key === 'o' || (key === 'Enter' && !event.target.closest('a, button'))) { var target = chosen || entries()[0]; if (target) { if (isOpen(target)) close(target); else open(target); } }
    else if (key === 's' && chosen) mark(chosen, 'starred', !chosen.dataset.starred);
    else if (key === 'm' && chosen) mark(chosen, 'read', !chosen.dataset.read);
    else if (key === 'v' && chosen) { if (chosen.dataset.original) window.open(chosen.dataset.original, '_blank', 'noopener,noreferrer'); }
    else if (key === 'A') markAll();
    else handled = false;
    if (handled) event.preventDefault();
  }, true);
  // On the page of one article the same keys press its links and buttons.
  function single(key) {
    var target = document.querySelector('[data-key="' + key + '"]');
    if (!target) return false;
    target.click();
    return true;
  }
  // While a poll is under way: how far it is; and how the sources are, when it is done.
  function live(name) { return main.querySelector('[data-live="' + name + '"]'); }
  function fetchLive(address, name) {
    return fetch(address, { credentials: 'same-origin', headers: { Accept: 'text/html' } })
      .then(function (response) { if (!response.ok || response.redirected) throw 0; return response.text(); })
      .then(function (text) {
        var now = new DOMParser().parseFromString(text, 'text/html').querySelector('[data-live="' + name + '"]');
        if (!now) throw 0;
        live(name).replaceWith(document.importNode(now, true));
      });
  }
  function follow() {
    var address = live('queue') && live('queue').dataset.again;
    if (!address) return;
    setTimeout(function () {
      fetchLive(address + '?part=queue', 'queue').then(function () {
        if (live('queue').dataset.again) follow(); else fetchLive(address, 'sources').catch(function () {});
      }, function () {});
    }, 2000);
  }
  watch();
  follow();
})();
`
