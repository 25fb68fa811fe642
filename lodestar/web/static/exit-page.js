/* The way out: hides the page at once and puts another in its place, so that Back does not lead here.
   The link does the same without it, but for the last. AGPL-3.0-or-later. */
(function () {
  'use strict';

  var TIMES = 3;
  var WITHIN_MS = 5000;
  var link = document.getElementById('exit-page');
  if (!link) { return; }

  var pressed = [];

  function leave() {
    document.documentElement.hidden = true;
    document.title = 'Weather';
    window.location.replace(link.href);
  }

  link.addEventListener('click', function (event) {
    event.preventDefault();
    leave();
  });

  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Shift') { pressed = []; return; }
    if (event.repeat) { return; }
    pressed = pressed.filter(function (at) { return Date.now() - at < WITHIN_MS; });
    pressed.push(Date.now());
    if (pressed.length >= TIMES) { leave(); }
  });
})();
