// Events: what the journal says, as events from their start to their end or record by record.
import { ask, choice, duration, h, s, session, table, tell, time } from './base.js';
import { texts } from './texts.js';

const t = texts.events, AtOnce = 200;

export function page(main, stream) {
  const wanted = { camera: '', label: '', what: 'lives' };
  let records = [];
  const place = h('div'), timeline = h('div'), filters = h('div', { class: 'row' });
  const labels = [...new Set(session.cameras.flatMap(camera => camera.labels))].sort();
  filters.append(
    choice(t.camera, [['', t.all], ...session.cameras.map(camera => [camera.name, camera.title ?? camera.name])], '', value => load({ camera: value })),
    choice(t.label, [['', t.all], ...labels.map(label => [label, label])], '', value => load({ label: value })),
    choice(t.what, [['lives', t.lives], ['records', t.records]], 'lives', value => load({ what: value })));

  async function load(change = {}, before = '') {
    Object.assign(wanted, change);
    const query = new URLSearchParams({ limit: AtOnce });
    if (wanted.camera) query.set('camera', wanted.camera);
    if (wanted.label) query.set('label', wanted.label);
    if (wanted.what === 'lives') query.set('kind', 'eventstart,eventupdate,eventend');
    if (before) query.set('before', before);
    const found = (await ask(`/api/records?${query}`)).records;
    records = before ? [...records, ...found] : found;
    show(found.length === AtOnce);
  }

  function lives() {
    const all = new Map();
    for (const record of [...records].reverse()) {
      const key = `${record.id.split('-')[0]}-${record.track}`;
      const life = all.get(key) ?? { key, from: record.time - (record.kind === 'eventstart' ? 0 : record.value), camera: record.camera, label: record.label, zones: new Set(), score: 0, running: true };
      life.to = record.time;
      life.running = record.kind !== 'eventend';
      life.sub = record.sub_label ?? life.sub;
      life.score = Math.max(life.score, record.top_score ?? 0);
      record.zones?.forEach(zone => life.zones.add(zone));
      all.set(key, life);
    }
    return [...all.values()].reverse();
  }

  function show(hasMore) {
    const isLives = wanted.what === 'lives', all = isLives ? lives() : [];
    timeline.replaceChildren(isLives && all.length ? bars(all) : '');
    place.replaceChildren(records.length === 0 ? h('p', { class: 'soft' }, texts.none)
      : isLives ? table([t.time, t.camera, t.label, t.score, t.zones, t.lasted], all.map(life => [time(life.from), life.camera, life.sub ? `${life.label} (${life.sub})` : life.label,
        life.score ? life.score.toFixed(2) : '', [...life.zones].join(', '), life.running ? t.running : duration(life.to - life.from)]))
      : table([t.time, t.camera, t.text, t.id], records.map(record => [time(record.time), record.camera, record.text, record.id])),
    hasMore ? h('button', { onclick: () => load({}, records.at(-1).seq).catch(failure => tell(failure.message)) }, t.more) : '');
  }

  let due = null;
  const off = stream.on(() => {}, record => {
    if (wanted.what === 'lives' && !record.kind.startsWith('event')) return;
    due ??= setTimeout(() => { due = null; load().catch(() => {}); }, 1000);
  });
  main.append(h('h2', {}, texts.pages.events), filters, timeline, place);
  load().catch(failure => tell(failure.message));
  return () => { off(); clearTimeout(due); };
}

function bars(all) {
  const cameras = [...new Set(all.map(life => life.camera))], from = Math.min(...all.map(life => life.from)), to = Math.max(...all.map(life => life.to), from + 1000);
  const height = 24;
  return h('figure', { class: 'panel' }, s('svg', { class: 'chart', viewBox: `0 0 1000 ${height * cameras.length}`, preserveAspectRatio: 'none', role: 'img', 'aria-label': t.timeline },
    all.map(life => s('rect', { class: life.running ? 'life running' : 'life', x: (life.from - from) / (to - from) * 1000, width: Math.max(2, (life.to - life.from) / (to - from) * 1000), y: cameras.indexOf(life.camera) * height + 4, height: height - 8 },
      s('title', {}, `${life.label} ${time(life.from)}`)))), h('figcaption', { class: 'soft' }, `${time(from)} – ${time(to)}: ${cameras.join(', ')}`));
}
