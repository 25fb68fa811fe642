/* Warns two minutes before somebody is signed out, and keeps what they typed when nobody answers.
   Without it the page says the same in its foot, and the server keeps the form that comes too late.
   AGPL-3.0-or-later. */
(function () {
  'use strict';

  var WARNING_SECONDS = 120;
  /* The server is asked to keep the words while the session still stands. */
  var EARLY_SECONDS = 10;
  var LAST_USED = 'lodestar-last-used';

  var facts = document.getElementById('signed-in');
  if (!facts) { return; }

  var idleSeconds = facts.dataset.idleMinutes ? Number(facts.dataset.idleMinutes) * 60 : Infinity;
  var endsAt = Date.now() + Number(facts.dataset.secondsLeft) * 1000;
  var usedAt = Date.now();
  var dialog = null;
  var isLeaving = false;

  function token() {
    var field = document.querySelector('input[name="csrfmiddlewaretoken"]');
    return field ? field.value : '';
  }

  function send(address, form) {
    form.set('csrfmiddlewaretoken', token());
    return fetch(address, { method: 'POST', body: form, credentials: 'same-origin', redirect: 'manual' });
  }

  /* Pages of one person share a session, so use of one of them counts for all. Only a time is stored. */
  function tellOthers() {
    try { window.localStorage.setItem(LAST_USED, String(usedAt)); } catch (error) { /* Storage may be off. */ }
  }

  window.addEventListener('storage', function (event) {
    if (event.key === LAST_USED) {
      usedAt = Math.max(usedAt, Number(event.newValue));
      closeDialog();
    }
  });

  function secondsLeft() {
    return Math.min(usedAt + idleSeconds * 1000, endsAt) / 1000 - Date.now() / 1000;
  }

  function isIdleFirst() {
    return usedAt + idleSeconds * 1000 < endsAt;
  }

  function closeDialog() {
    if (dialog && dialog.open) { dialog.close(); }
  }

  function stay() {
    send(facts.dataset.stay, new FormData()).then(function (answer) {
      if (answer.status === 204) {
        usedAt = Date.now();
        tellOthers();
        closeDialog();
      } else {
        goToSignIn(false);
      }
    }).catch(function () { /* No network: the clock runs on, and the form is kept when it comes. */ });
  }

  function button(words, look, act) {
    var made = document.createElement('button');
    made.type = 'button';
    made.className = 'nhsuk-button ' + look;
    made.textContent = words;
    made.addEventListener('click', act);
    return made;
  }

  function warn() {
    if (!dialog) {
      dialog = document.createElement('dialog');
      dialog.className = 'ls-card ls-warning';
      dialog.setAttribute('aria-labelledby', 'signing-out');
      var heading = document.createElement('h2');
      heading.id = 'signing-out';
      heading.textContent = 'You will be signed out in 2 minutes';
      var words = document.createElement('p');
      words.textContent = isIdleFirst()
        ? 'That is to keep records safe when nobody is at the screen. What you have typed is kept.'
        : 'It is nearly 12 hours since you signed in. What you have typed is kept: sign in again to go on.';
      dialog.append(heading, words);
      if (isIdleFirst()) { dialog.append(button('Stay signed in', '', stay), ' '); }
      dialog.append(button('Sign out now', 'nhsuk-button--secondary', leave));
      /* Closing it with Escape is an answer too: somebody is there. */
      dialog.addEventListener('cancel', function (event) {
        if (isIdleFirst()) { event.preventDefault(); stay(); }
      });
      document.body.append(dialog);
    }
    if (!dialog.open) {
      if (dialog.showModal) { dialog.showModal(); } else { dialog.setAttribute('open', ''); }
    }
  }

  /* The form that somebody had begun: the first one in which a value is not as it came. */
  function begunForm() {
    return Array.prototype.find.call(document.querySelectorAll('main form[method="post"]'), function (form) {
      return Array.prototype.some.call(form.elements, function (field) {
        if (field.type === 'hidden' || field.type === 'password') { return false; }
        if (field.type === 'checkbox' || field.type === 'radio') { return field.checked !== field.defaultChecked; }
        if (field.tagName === 'SELECT') {
          return Array.prototype.some.call(field.options, function (one) { return one.selected !== one.defaultSelected && one.value; });
        }
        return field.defaultValue !== undefined && field.value !== field.defaultValue;
      });
    });
  }

  function goToSignIn(isKept) {
    var address = facts.dataset.signIn + '?why=' + (isIdleFirst() ? 'idle' : 'long') + (isKept ? '&kept=1' : '');
    window.location.assign(address);
  }

  function leave() {
    if (isLeaving) { return; }
    isLeaving = true;
    var form = begunForm();
    var typed = form ? new FormData(form) : new FormData();
    Array.from(typed.keys()).forEach(function (name) {
      if (typed.get(name) instanceof File) { typed.delete(name); }
    });
    typed.set('path', form ? new URL(form.action, window.location.href).pathname : '');
    send(facts.dataset.leave, typed)
      .then(function (answer) { return answer.ok ? answer.text() : ''; })
      .then(function (words) { goToSignIn(words === 'kept'); })
      .catch(function () { isLeaving = false; });
  }

  function look() {
    var left = secondsLeft();
    if (left <= EARLY_SECONDS) {
      leave();
    } else if (left <= WARNING_SECONDS) {
      warn();
    }
  }

  tellOthers();
  window.setInterval(look, 1000);
})();
