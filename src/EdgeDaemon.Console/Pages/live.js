// Now: the cameras, what they see, and how they do.
import { ask, h, s, session } from './base.js';
import { picture } from './picture.js';
import { texts } from './texts.js';

const Points = 60, t = texts.live;

export function page(main, stream) {
  const cards = session.cameras.map(card);
  main.append(h('h2', {}, texts.pages.now), h('p', { class: 'soft' }, t.watched), h('div', { class: 'grid' }, cards.map(one => one.element)));
  const off = stream.on(state => {
    for (const one of cards) one.show(state.cameras.find(camera => camera.name === one.name));
  }, record => {
    if (record.kind === 'metrics') cards.find(one => one.name === record.camera)?.add(record);
  });
  // Nobody looks at a page that is not shown.
  const hidden = () => cards.forEach(one => document.hidden ? one.stop() : one.start());
  document.addEventListener('visibilitychange', hidden);
  return () => {
    off();
    document.removeEventListener('visibilitychange', hidden);
    cards.forEach(one => one.stop());
  };
}

function card(camera) {
  const place = h('div'), facts = h('ul', { class: 'facts' }), shown = h('span', { class: 'soft' }), chart = s('svg', { class: 'chart', viewBox: `0 0 ${Points} 100`, preserveAspectRatio: 'none', role: 'img', 'aria-label': t.chart }, s('title', {}, t.chart));
  const history = [];
  let view = null;
  const draw = () => {
    const path = (key, name) => {
      const most = Math.max(...history.map(one => Math.max(one[key], key === 'fps' ? 0 : one.p99)), 1e-9);
      return s('path', { class: name, d: history.map((one, i) => `${i ? 'L' : 'M'}${Points - history.length + i} ${95 - one[key] / most * 90}`).join('') });
    };
    chart.replaceChildren(s('title', {}, t.chart), ...(history.length > 1 ? [path('fps', ''), path('p99', 'second')] : []));
  };
  const add = record => {
    const [, fps, p50, p99] = /([\d.]+) fps, latency ([\d.]*)\/([\d.]*)/.exec(record.text) ?? [];
    if (fps === undefined) return;
    history.push({ fps: +fps, p50: +p50, p99: +p99 });
    if (history.length > Points) history.shift();
    draw();
  };
  const one = {
    name: camera.name,
    element: h('section', { class: 'panel', 'aria-label': camera.title ?? camera.name }, h('h2', {}, `${camera.title ?? camera.name} `, shown), place, facts, chart),
    add,
    start() {
      if (view || camera.console === 'never') return;
      view = picture(camera);
      view.onstatus = status => { shown.textContent = status <= 3 ? texts.status[status] : ''; };
      view.element.append(zones(camera));
      place.replaceChildren(view.element);
    },
    stop() {
      view?.stop();
      view = null;
    },
    show(now) {
      if (!now) return;
      const fact = (name, value) => value != null && h('li', {}, `${name} `, h('b', {}, value));
      const counted = Object.entries(now.counts).filter(([, count]) => count > 0).map(([label, count]) => `${count} ${label}`).join(', ');
      facts.replaceChildren(...[
        h('li', {}, h('span', { class: `tag ${now.state === 'live' ? 'good' : 'warn'}` }, now.paused ? t.paused : now.state)),
        now.health !== 'unknown' && h('li', {}, h('span', { class: `tag ${now.health === 'ok' ? 'good' : 'bad'}` }, now.health)),
        fact(t.counts, counted || t.nothing), fact(t.fps, now.fps?.toFixed(1)),
        fact(`${t.latency} (${t.p50} / ${t.p99})`, now.latency_p50_ms == null ? null : `${now.latency_p50_ms.toFixed(0)} / ${now.latency_p99_ms?.toFixed(0)} ms`),
        fact(t.inferred, now.frames_inferred), fact(t.gated, now.frames_gated), fact(t.privacy, now.privacy)].filter(Boolean));
    },
  };
  if (camera.console === 'never') place.append(h('p', { class: 'soft' }, texts.status[5]));
  ask(`/api/records?kind=metrics&camera=${encodeURIComponent(camera.name)}&limit=${Points}`).then(found => found.records.reverse().forEach(add)).catch(() => {});
  one.start();
  return one;
}

function zones(camera) {
  const points = corners => corners.map(([x, y]) => `${x * 1000},${y * 1000}`).join(' ');
  return s('svg', { viewBox: '0 0 1000 1000', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, camera.zones.map(zone => zone.area?.length
    ? s('polygon', { class: 'shape', points: points(zone.area) }) : s('polyline', { class: 'shape line', points: points(zone.line ?? []) })));
}
