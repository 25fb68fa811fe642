/* Keeps a note that was written without a network, and sends it once there is one. The form carries the id of its
   row, so that a note that did arrive is not written twice. Signing out takes it off the device.
   AGPL-3.0-or-later. */
(function () {
  'use strict';

  var KEY = 'lodestar-unsent';
  var place = document.querySelector('[data-unsent]');
  if (!place || !window.fetch) { return; }
  var owner = place.dataset.unsent;
  var form = place.tagName === 'FORM' ? place : null;

  function kept() {
    try {
      return JSON.parse(window.localStorage.getItem(KEY) || '[]').filter(function (one) { return one.owner === owner; });
    } catch (error) { return []; }
  }

  function keep(notes) {
    /* Notes of somebody else who was signed in here go. */
    window.localStorage.setItem(KEY, JSON.stringify(notes));
  }

  function say(words) {
    var bar = document.getElementById('unsent-said');
    if (!bar) {
      bar = document.createElement('p');
      bar.id = 'unsent-said';
      bar.className = 'ls-offline';
      bar.setAttribute('role', 'status');
      place.parentNode.insertBefore(bar, place);
    }
    bar.textContent = words;
  }

  function token() { return document.querySelector('input[name="csrfmiddlewaretoken"]').value; }

  function post(path, fields) {
    var body = new URLSearchParams(fields);
    body.set('csrfmiddlewaretoken', token());
    return fetch(path, { method: 'POST', body: body, credentials: 'same-origin' });
  }

  function withoutRow(row) {
    return kept().filter(function (one) { return one.row !== row; });
  }

  function sendKept() {
    kept().forEach(function (one) {
      post(one.path, one.fields).then(function (answer) {
        /* A saved note leads on to the record. A page that asks to sign in, or to mend something, keeps it. */
        if (answer.ok && answer.redirected && answer.url.indexOf('done=contact') > 0) {
          keep(withoutRow(one.row));
          say('A note that you wrote without a network is sent.');
        }
      }).catch(function () { /* Still no network. */ });
    });
  }

  if (form) {
    form.addEventListener('submit', function (event) {
      if (navigator.onLine) { return; }
      event.preventDefault();
      var fields = Array.from(new FormData(form).entries()).filter(function (pair) {
        return pair[0] !== 'csrfmiddlewaretoken' && typeof pair[1] === 'string';
      });
      var row = form.querySelector('input[name="row_id"]').value;
      try {
        keep(withoutRow(row).concat([{ owner: owner, row: row, path: window.location.pathname, fields: fields }]));
        say('You have no network. Your note is kept on this device, and is sent when you are online.');
      } catch (error) {
        say('You have no network, and this device keeps nothing. Leave this page open, and press Save again later.');
      }
      /* The design system stops a second press for a second; here the words stay, so the button may be used again. */
      window.scrollTo(0, 0);
    });
  }

  window.addEventListener('online', sendKept);
  if (kept().length && navigator.onLine) { sendKept(); }
})();
