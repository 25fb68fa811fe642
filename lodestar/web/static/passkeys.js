/* Passkeys: asks the browser for one, and puts its answer into the form. AGPL-3.0-or-later.
   Written for browsers of the last five years, which do not all turn these options from and into JSON. */
(function () {
  'use strict';

  var STOPPED = 'That was stopped, or took too long. Try again when you are ready.';
  var FAILED = 'That did not work. Try again, or sign in another way.';

  function toBytes(text) {
    var base64 = text.replace(/-/g, '+').replace(/_/g, '/');
    return Uint8Array.from(window.atob(base64), function (letter) { return letter.charCodeAt(0); });
  }

  function toText(buffer) {
    var letters = Array.prototype.map.call(new Uint8Array(buffer), function (byte) {
      return String.fromCharCode(byte);
    }).join('');
    return window.btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }

  function withBytes(descriptors) {
    return (descriptors || []).map(function (one) { return Object.assign({}, one, { id: toBytes(one.id) }); });
  }

  function creationOptions(given) {
    return Object.assign({}, given, {
      challenge: toBytes(given.challenge),
      user: Object.assign({}, given.user, { id: toBytes(given.user.id) }),
      excludeCredentials: withBytes(given.excludeCredentials),
    });
  }

  function requestOptions(given) {
    return Object.assign({}, given, {
      challenge: toBytes(given.challenge),
      allowCredentials: withBytes(given.allowCredentials),
    });
  }

  function asJson(credential) {
    var answer = credential.response;
    var response = { clientDataJSON: toText(answer.clientDataJSON) };
    if (answer.attestationObject) {
      response.attestationObject = toText(answer.attestationObject);
      response.transports = answer.getTransports ? answer.getTransports() : [];
    } else {
      response.authenticatorData = toText(answer.authenticatorData);
      response.signature = toText(answer.signature);
      response.userHandle = answer.userHandle ? toText(answer.userHandle) : null;
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      authenticatorAttachment: credential.authenticatorAttachment || null,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: response,
    });
  }

  function optionsOnPage() {
    return Promise.resolve(JSON.parse(document.getElementById('passkey-options').textContent));
  }

  function optionsFor(form) {
    return fetch(form.action, { headers: { Accept: 'application/json' }, credentials: 'same-origin' })
      .then(function (answer) {
        if (!answer.ok) { throw new Error('no challenge'); }
        return answer.json();
      })
      .then(function (data) { return data.request_options; });
  }

  var CEREMONIES = {
    create: function () {
      return optionsOnPage().then(function (options) {
        return navigator.credentials.create({ publicKey: creationOptions(options.publicKey) });
      });
    },
    get: function () {
      return optionsOnPage().then(function (options) {
        return navigator.credentials.get({ publicKey: requestOptions(options.publicKey) });
      });
    },
    'sign-in': function (form) {
      return optionsFor(form).then(function (options) {
        return navigator.credentials.get({ publicKey: requestOptions(options.publicKey) });
      });
    },
  };

  function prepare(form) {
    var words = form.querySelector('[data-passkey-words]');
    form.hidden = false;
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      words.textContent = '';
      CEREMONIES[form.dataset.passkey](form).then(function (credential) {
        form.elements.credential.value = asJson(credential);
        form.submit();
      }).catch(function (error) {
        words.textContent = error.name === 'NotAllowedError' ? STOPPED : FAILED;
      });
    });
  }

  function start() {
    if (window.PublicKeyCredential) {
      document.querySelectorAll('[data-passkey]').forEach(prepare);
    } else {
      document.querySelectorAll('[data-passkey-none]').forEach(function (words) { words.hidden = false; });
    }
  }

  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})();
