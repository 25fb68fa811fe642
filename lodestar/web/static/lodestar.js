/* Lodestar's own behaviours. Every page works without them. AGPL-3.0-or-later. */
(function () {
  'use strict';

  var WIDE = '(min-width: 990px)';

  function prepareDesignSystem() {
    document.body.classList.add('js-enabled');
    if ('noModule' in HTMLScriptElement.prototype) {
      document.body.classList.add('nhsuk-frontend-supported');
    }
    if (window.NHSUKFrontend) {
      window.NHSUKFrontend.initAll(document);
    }
  }

  function preparePrinting() {
    document.querySelectorAll('[data-print]').forEach(function (button) {
      button.hidden = false;
      button.addEventListener('click', function () { window.print(); });
    });
  }

  /* List or map on small screens, as tabs: arrow keys move, and the list stands open until the map is asked for. */
  function prepareViewSwitch(onShown) {
    var tabs = Array.prototype.slice.call(document.querySelectorAll('.ls-view-switch [role="tab"]'));

    var wide = window.matchMedia(WIDE);
    var current = tabs[0];

    function arrange() {
      tabs.forEach(function (tab) {
        var isChosen = tab === current;
        tab.setAttribute('aria-selected', String(isChosen));
        tab.tabIndex = isChosen ? 0 : -1;
        /* On a wide screen list and map stand side by side, and the tabs are not shown. */
        document.getElementById(tab.getAttribute('aria-controls')).hidden = !wide.matches && !isChosen;
      });
      onShown();
    }

    function choose(chosen, moveFocus) {
      current = chosen;
      arrange();
      if (moveFocus) {
        chosen.focus();
      }
    }

    tabs.forEach(function (tab, index) {
      tab.addEventListener('click', function () { choose(tab, false); });
      tab.addEventListener('keydown', function (event) {
        var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) {
          event.preventDefault();
          choose(tabs[(index + step + tabs.length) % tabs.length], true);
        }
      });
    });
    wide.addEventListener('change', arrange);
    arrange();
  }

  /* Words from the directory are set as text, never as HTML: a feed cannot put a script on the page. */
  function popup(service) {
    var box = document.createElement('div');
    var link = document.createElement('a');
    link.href = service.url;
    link.textContent = service.name;
    box.appendChild(link);
    [service.distance, service.capacity].forEach(function (words) {
      if (words) {
        var line = document.createElement('p');
        line.textContent = words;
        box.appendChild(line);
      }
    });
    return box;
  }

  function marker(words, classes) {
    var sign = document.createElement('span');
    sign.textContent = words;
    return window.L.divIcon({ html: sign, className: 'ls-marker ' + classes, iconSize: [32, 32], iconAnchor: [16, 16] });
  }

  // Markers that lie on each other are drawn on a small ring about their place; only the picture moves.
  function spread(map, markers) {
    var groups = [];
    markers.forEach(function (one) {
      var point = map.latLngToLayerPoint(one.place);
      var near = groups.find(function (group) { return group.point.distanceTo(point) < 24; });
      if (near) { near.members.push(one); } else { groups.push({ point: point, members: [one] }); }
    });
    groups.forEach(function (group) {
      var count = group.members.length;
      var radius = count > 1 ? Math.max(20, count * 6) : 0;
      group.members.forEach(function (one, number) {
        var turn = 2 * Math.PI * number / count;
        var moved = group.point.add([radius * Math.sin(turn), -radius * Math.cos(turn)]);
        one.layer.setLatLng(radius ? map.layerPointToLatLng(moved) : one.place);
      });
    });
  }

  function drawMap(holder, facts) {
    var L = window.L;
    var isStill = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    var map = L.map(holder, {
      attributionControl: true, scrollWheelZoom: false, zoomAnimation: !isStill, fadeAnimation: !isStill,
      markerZoomAnimation: !isStill, maxZoom: 17, minZoom: 9, zoomSnap: 0.5,
    });
    map.attributionControl.setPrefix(false);
    map.attributionControl.addAttribution(facts.attribution || '');
    var seen = L.featureGroup().addTo(map);
    var markers = [];
    var places = L.latLngBounds([]);

    (facts.services || []).forEach(function (service) {
      var layer = L.marker([service.latitude, service.longitude], {
        icon: marker(String(service.number), ''), title: service.name, alt: service.number + ': ' + service.name,
        keyboard: true, riseOnHover: true,
      }).bindPopup(popup(service), { maxWidth: 260 }).addTo(seen);
      markers.push({ layer: layer, place: layer.getLatLng() });
      places.extend(layer.getLatLng());
    });
    if (facts.here) {
      L.marker([facts.here.latitude, facts.here.longitude], {
        icon: marker('★', 'ls-marker--here'), title: facts.here.label, alt: facts.here.label, keyboard: false,
      }).addTo(seen);
      places.extend([facts.here.latitude, facts.here.longitude]);
    }

    function fit() {
      map.invalidateSize();
      if (places.isValid()) {
        /* Room for markers that are spread, and below for the words of the map's owners. */
        map.fitBounds(places, { paddingTopLeft: [40, 40], paddingBottomRight: [40, 88], maxZoom: 15, animate: false });
      } else if (facts.centre) {
        map.setView([facts.centre.latitude, facts.centre.longitude], 12, { animate: false });
      }
    }
    fit();
    spread(map, markers);
    map.on('zoomend', function () { spread(map, markers); });

    if (facts.areas_url) {
      fetch(facts.areas_url, { credentials: 'same-origin' }).then(function (answer) {
        return answer.ok ? answer.json() : null;
      }).then(function (shapes) {
        if (shapes) {
          L.geoJSON(shapes, {
            interactive: false,
            style: { color: '#C9D3DB', weight: 1, fillColor: '#FFFFFF', fillOpacity: 1, className: 'ls-map__area' },
          }).addTo(map).bringToBack();
        }
      }).catch(function () { /* Without shapes the markers still stand where they are; the list says the rest. */ });
    }
    return fit;
  }

  function prepareMap() {
    var holder = document.getElementById('map');
    var source = document.getElementById('map-data');
    if (!holder || !source || !window.L) {
      return function () {};
    }
    var facts = JSON.parse(source.textContent);
    var fit = null;
    holder.classList.add('ls-map--ready');
    return function () {
      /* Leaflet measures its holder, so it is drawn when first seen. */
      if (!holder.offsetWidth) {
        return;
      }
      if (fit === null) {
        fit = drawMap(holder, facts);
      } else {
        fit();
      }
    };
  }

  function start() {
    prepareDesignSystem();
    preparePrinting();
    var showMap = prepareMap();
    prepareViewSwitch(showMap);
  }

  if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start);
  } else {
    start();
  }
})();
