/* Lodestar's own behaviours. Every page works without them. AGPL-3.0-or-later. */
(function () {
  'use strict';

  function start() {
    document.body.classList.add('js-enabled');
    if ('noModule' in HTMLScriptElement.prototype) {
      document.body.classList.add('nhsuk-frontend-supported');
    }
    if (window.NHSUKFrontend) {
      window.NHSUKFrontend.initAll(document);
    }
    document.querySelectorAll('[data-print]').forEach(function (button) {
      button.hidden = false;
      button.addEventListener('click', function () { window.print(); });
    });
  }

  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})();
