// Privacy: what edgedaemon privacy-report says of this device now, and who looked.
import { ask, h, table, tell, time } from './base.js';
import { texts } from './texts.js';

const t = texts.privacy;

export function page(main) {
  const report = h('div', {}, texts.loading), looked = h('div');
  main.append(h('h2', {}, texts.pages.privacy), h('h3', {}, t.looked), looked, report);
  ask('/api/records?kind=view&limit=100').then(found => looked.replaceChildren(found.records.length
    ? table([texts.events.time, texts.events.camera, texts.events.text], found.records.map(record => [time(record.time), record.camera, record.text])) : h('p', { class: 'soft' }, texts.none))).catch(failure => tell(failure.message));
  ask('/api/privacy').then(now => report.replaceChildren(
    h('h3', {}, t.force), h('ul', {}, now.in_force.map(one => h('li', { class: one.level }, `${one.area}: ${one.text}${one.remedy ? ` → ${one.remedy}` : ''}`))),
    h('h3', {}, `${t.sent} ${t.since} ${now.sent.since}: ${now.sent.messages} ${t.messages}, ${now.sent.bytes} ${t.bytes}`),
    table([t.topic, t.messages, t.bytes], now.sent.topics.map(one => [one.topic, String(one.messages), String(one.bytes)])),
    h('h3', {}, t.topics), ...now.topics.map(topic => h('details', {}, h('summary', {}, topic.topic), topic.words && h('p', {}, topic.words),
      topic.fields.length > 0 && h('ul', {}, topic.fields.map(field => h('li', {}, `${field.name}: ${field.values}`))))),
    h('h3', {}, t.kept), h('ul', {}, now.kept.map(line => h('li', {}, line))),
    h('h3', {}, t.proofs), h('ul', {}, now.proofs.map(proof => h('li', {}, `${proof.claim} ${proof.tests.join(', ')}`))))).catch(failure => report.replaceChildren(h('p', { class: 'bad' }, failure.message)));
  return () => {};
}
