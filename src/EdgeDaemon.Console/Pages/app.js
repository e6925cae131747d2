// Which page is shown, and the one stream that all of them hear.
import { begin, h, session, tell } from './base.js';
import { texts } from './texts.js';
import { page as now } from './live.js';
import { page as zones } from './zones.js';
import { page as events } from './events.js';
import { page as models } from './models.js';
import { page as device } from './device.js';
import { page as privacy } from './privacy.js';
import { page as config } from './config.js';

const pages = { now, zones, events, models, device, privacy, config };
const nav = document.getElementById('nav'), main = document.getElementById('main');
let leave = () => {};

const stream = {
  listeners: new Set(), last: null,
  on(state, record) {
    const listener = { state, record };
    this.listeners.add(listener);
    if (this.last) state(this.last);
    return () => this.listeners.delete(listener);
  },
};

function listen() {
  const source = new EventSource('/api/stream');
  source.addEventListener('state', event => {
    stream.last = JSON.parse(event.data);
    if (stream.last.failure) tell(stream.last.failure);
    stream.listeners.forEach(listener => listener.state(stream.last));
  });
  source.addEventListener('record', event => {
    const record = JSON.parse(event.data);
    stream.listeners.forEach(listener => listener.record(record));
  });
  let wasLost = false;
  source.addEventListener('error', () => { wasLost = true; tell(texts.lost); });
  // A console that began anew has another token, and perhaps another configuration.
  source.addEventListener('open', () => { if (wasLost) begin().then(() => { wasLost = false; tell(''); }).catch(failure => tell(failure.message)); });
}

function show() {
  const [name, argument] = location.hash.slice(1).split('/').map(decodeURIComponent), page = pages[name] ? name : 'now';
  leave();
  tell('');
  main.replaceChildren();
  document.title = `${texts.pages[page]} – EdgeDaemon`;
  for (const link of nav.children) link.hash === `#${page}` ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  leave = pages[page](main, stream, argument) ?? (() => {});
  main.dataset.page = page;
}

nav.append(...Object.keys(pages).map(name => h('a', { href: `#${name}` }, texts.pages[name])));
begin().then(() => {
  document.getElementById('device').textContent = `${session.device}, ${session.user}`;
  addEventListener('hashchange', show);
  listen();
  show();
}).catch(failure => tell(failure.message));
