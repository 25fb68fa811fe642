/* The service worker of a person's own space. The server puts FACTS and VERSION before this.
   Pages: the network first, the last copy when there is none. Words: sent at once, or kept and sent once.
   It touches nothing but this site. AGPL-3.0-or-later. */
'use strict';

const CACHE = 'lodestar-own-' + VERSION;
const STAMP = 'x-lodestar-kept-at';

self.addEventListener('install', (event) => { event.waitUntil(self.skipWaiting()); });

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('lodestar-own-') && name !== CACHE) { await caches.delete(name); }
    }
    await self.clients.claim();
  })());
});

/* --- pages ------------------------------------------------------------------------------------------------ */

async function keep(path, answer) {
  if (!answer.ok || answer.redirected || answer.type !== 'basic') { return; }
  const headers = new Headers(answer.headers);
  headers.set(STAMP, String(Date.now()));
  const cache = await caches.open(CACHE);
  await cache.put(path, new Response(await answer.clone().blob(), { status: answer.status, headers: headers }));
}

async function lastCopy(path) {
  const cache = await caches.open(CACHE);
  return cache.match(path, { ignoreSearch: true });
}

async function page(request) {
  const path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (FACTS.pages.includes(path)) { await keep(path, answer); }
    return answer;
  } catch (error) {
    const shown = (FACTS.pages.includes(path) && await lastCopy(path)) || await lastCopy(FACTS.offline);
    if (shown) { return shown; }
    throw error;
  }
}

async function asset(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const shown = await lastCopy(new URL(request.url).pathname);
    if (shown) { return shown; }
    throw error;
  }
}

async function keepAll(assets, olderThan) {
  const cache = await caches.open(CACHE);
  const sameSite = assets.map((one) => new URL(one)).filter((one) => one.origin === self.location.origin);
  for (const path of [...FACTS.pages, ...sameSite.map((one) => one.pathname)]) {
    const held = await cache.match(path);
    if (held && Number(held.headers.get(STAMP)) > olderThan) { continue; }
    try {
      await keep(path, await fetch(path, { credentials: 'same-origin' }));
    } catch (error) { return; }
  }
}

/* --- words that wait ------------------------------------------------------------------------------------- */

function database() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('lodestar-own', 1);
    opening.onupgradeneeded = () => { opening.result.createObjectStore('waiting', { keyPath: 'row' }); };
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

async function inStore(mode, act) {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const change = opened.transaction('waiting', mode);
      const asked = act(change.objectStore('waiting'));
      change.oncomplete = () => resolve(asked.result);
      change.onerror = () => reject(change.error);
    });
  } finally {
    opened.close();
  }
}

const allWaiting = () => inStore('readonly', (store) => store.getAll());

/* The id of the row goes with the words, so that the server takes them once however often they come. Two texts
   written into one copy of a form have the same id: the second gets one of its own. */
async function wait(path, body) {
  const fields = new URLSearchParams(body);
  const words = (given) => { const copy = new URLSearchParams(given); copy.delete('csrfmiddlewaretoken'); return copy.toString(); };
  const same = (await allWaiting()).find((one) => one.row === fields.get('row_id'));
  if (same && words(same.body) === words(body)) { return; }
  if (same || !fields.get('row_id')) { fields.set('row_id', self.crypto.randomUUID()); }
  await inStore('readwrite', (store) => store.put({ row: fields.get('row_id'), path: path, body: fields.toString(), at: Date.now() }));
}

async function write(request) {
  const path = new URL(request.url).pathname;
  const body = await request.clone().text();
  try {
    return await fetch(request);
  } catch (error) {
    await wait(path, body);
    return (await lastCopy(FACTS.saved)) || Response.redirect(FACTS.space, 303);
  }
}

let sending = null;

/* Each in its order, with a fresh token. Signed out, or refused: it stays, and nothing is lost. */
async function sendAll() {
  let sent = 0;
  for (const one of (await allWaiting()).sort((a, b) => a.at - b.at)) {
    try {
      const form = await fetch(one.path, { credentials: 'same-origin' });
      if (new URL(form.url).pathname.startsWith(FACTS.signIn) || !form.ok) { break; }
      const token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(await form.text());
      if (!token) { break; }
      const fields = new URLSearchParams(one.body);
      fields.set('csrfmiddlewaretoken', token[1]);
      const answer = await fetch(one.path, { method: 'POST', body: fields, credentials: 'same-origin' });
      if (!answer.ok || new URL(answer.url).pathname === one.path) { continue; }
      await inStore('readwrite', (store) => store.delete(one.row));
      sent += 1;
    } catch (error) { break; }
  }
  return { sent: sent, waiting: (await allWaiting()).length };
}

function send() {
  if (!sending) { sending = sendAll().finally(() => { sending = null; }); }
  return sending;
}

/* --- the browser asks ------------------------------------------------------------------------------------ */

self.addEventListener('fetch', (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) { return; }
  if (request.mode === 'navigate' && request.method === 'GET' && address.pathname.startsWith(FACTS.space)) {
    event.respondWith(page(request));
  } else if (request.mode === 'navigate' && request.method === 'POST' && FACTS.waiting.includes(address.pathname)) {
    event.respondWith(write(request));
  } else if (request.method === 'GET' && ['style', 'script', 'image'].includes(request.destination)) {
    event.respondWith(asset(request));
  }
});

self.addEventListener('message', (event) => {
  const answer = (data) => { if (event.ports[0]) { event.ports[0].postMessage(data); } };
  const question = event.data || {};
  if (question.what === 'keep') {
    event.waitUntil(keepAll(question.assets || [], question.olderThan || 0).then(() => answer({ kept: true })));
  } else if (question.what === 'send') {
    event.waitUntil(send().then(answer));
  } else if (question.what === 'waiting') {
    event.waitUntil(allWaiting().then((all) => answer({ waiting: all.length })));
  }
});
