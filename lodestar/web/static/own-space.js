/* Keeps the last copy of a person's own pages on their device, and sends what they wrote without a network.
   The work is done by own-space-worker.js; browsers without service workers do without. AGPL-3.0-or-later. */
(function () {
  'use strict';

  var OWNER = 'lodestar-own-space';
  var NOT_HERE = 'lodestar-keep-nothing';
  var HOUR_MS = 60 * 60 * 1000;
  var me = document.getElementById('own-space');
  var workers = navigator.serviceWorker;
  if (!me || !workers || !window.caches) { return; }

  function stored(key) {
    try { return window.localStorage.getItem(key); } catch (error) { return null; }
  }

  function store(key, value) {
    try {
      if (value === null) { window.localStorage.removeItem(key); } else { window.localStorage.setItem(key, value); }
    } catch (error) { /* Storage may be off: then nothing is kept either. */ }
  }

  /* One question to the worker, and its answer. */
  function ask(question) {
    return workers.ready.then(function (registration) {
      return new Promise(function (resolve) {
        var channel = new MessageChannel();
        channel.port1.onmessage = function (event) { resolve(event.data); };
        registration.active.postMessage(question, [channel.port2]);
      });
    });
  }

  function forget() {
    store(OWNER, null);
    return window.caches.keys().then(function (names) {
      return Promise.all(names.filter(function (name) { return name.indexOf('lodestar-own') === 0; })
        .map(function (name) { return window.caches.delete(name); }));
    }).then(function () {
      return new Promise(function (resolve) {
        var gone = window.indexedDB.deleteDatabase('lodestar-own');
        gone.onsuccess = gone.onerror = gone.onblocked = resolve;
      });
    });
  }

  function banner(words) {
    var bar = document.getElementById('own-space-said');
    if (!bar) {
      bar = document.createElement('p');
      bar.id = 'own-space-said';
      bar.className = 'ls-offline';
      bar.setAttribute('role', 'status');
      var main = document.getElementById('maincontent');
      main.insertBefore(bar, main.firstChild);
    }
    bar.textContent = words;
    bar.hidden = !words;
  }

  function send() {
    return ask({ what: 'send' }).then(function (left) {
      if (left && left.sent) {
        banner('What you wrote without a network is sent.');
      } else if (left && left.waiting) {
        banner('What you wrote is kept on this device, and is sent when you are online.');
      }
    });
  }

  function sayWhetherOnline() {
    if (navigator.onLine) { send(); } else { banner('You have no network. This is your last copy.'); }
  }

  function assets() {
    var found = document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]');
    return Array.prototype.map.call(found, function (one) { return one.href || one.src; });
  }

  function keep() {
    workers.register(me.dataset.worker).then(function () {
      store(OWNER, me.dataset.owner);
      /* A worker that has not taken the page over yet answers all the same. */
      return ask({ what: 'keep', assets: assets(), olderThan: Date.now() - HOUR_MS });
    }).then(function () {
      document.documentElement.dataset.ownSpace = 'kept';
      sayWhetherOnline();
    }).catch(function () { /* No room, or not allowed: the pages work as they do without. */ });
    window.addEventListener('online', send);
    window.addEventListener('offline', sayWhetherOnline);
  }

  function stop() {
    return workers.getRegistrations().then(function (all) {
      return Promise.all(all.map(function (one) { return one.unregister(); }));
    }).then(forget);
  }

  /* Signing out takes everything off the device; the server asks the browser for the same. */
  function watchSignOut() {
    document.querySelectorAll('form[action$="/logout/"]').forEach(function (form) {
      form.addEventListener('submit', function (event) {
        if (form.dataset.isForgotten) { return; }
        event.preventDefault();
        ask({ what: 'waiting' }).then(function (left) {
          if (left.waiting && !window.confirm('Some of what you wrote is not sent yet. Sign out and lose it?')) { return; }
          stop().then(function () { form.dataset.isForgotten = 'yes'; form.submit(); });
        });
      });
    });
  }

  function prepareDevicePage() {
    var place = document.querySelector('[data-own-device]');
    if (!place) { return; }
    var isOff = stored(NOT_HERE) === 'yes';
    var said = place.querySelector('[data-keep-said]');
    place.querySelectorAll('[data-keep]').forEach(function (button) {
      button.hidden = (button.dataset.keep === 'no') === isOff;
      button.addEventListener('click', function () {
        var isKept = button.dataset.keep === 'yes';
        store(NOT_HERE, isKept ? null : 'yes');
        (isKept ? Promise.resolve(keep()) : stop()).then(function () {
          said.textContent = isKept ? 'Your pages are kept on this device.' : 'Nothing of yours is kept on this device.';
          place.querySelectorAll('[data-keep]').forEach(function (one) { one.hidden = one === button; });
        });
      });
    });
  }

  prepareDevicePage();
  if (stored(NOT_HERE) === 'yes') { return; }
  /* Somebody else was signed in here before: nothing of theirs stays. */
  (stored(OWNER) && stored(OWNER) !== me.dataset.owner ? forget() : Promise.resolve()).then(keep);
  watchSignOut();
})();
