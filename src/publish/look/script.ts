// The site's only script: remembers light or dark and the size of type. A classic script, so that it works from a
// folder too. It runs in the head, before anything is painted; without it the site lacks nothing else.

export const script = `(function () {
  'use strict';
  var root = document.documentElement;
  var store = null;
  try { store = window.localStorage; } catch (e) {}
  function get(key) { try { return store && store.getItem('stet-' + key); } catch (e) { return null; } }
  function set(key, value) {
    try { if (value === null) store.removeItem('stet-' + key); else store.setItem('stet-' + key, value); } catch (e) {}
  }
  function show(name, value) {
    if (value === null) root.removeAttribute('data-' + name); else root.setAttribute('data-' + name, value);
  }
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
    smaller: function () { resize(-1); }
  };
  function resize(by) {
    size = Math.max(-2, Math.min(4, size + by));
    show('size', size ? String(size) : null);
    set('size', size ? String(size) : null);
  }
  document.addEventListener('DOMContentLoaded', function () {
    var controls = document.querySelector('.controls');
    if (!controls) return;
    controls.hidden = false;
    controls.addEventListener('click', function (event) {
      var button = event.target.closest('[data-do]');
      if (button) acts[button.getAttribute('data-do')]();
    });
  });
})();
`
