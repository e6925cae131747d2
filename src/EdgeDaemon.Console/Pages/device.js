// Device: heat, load, memory, and the journal.
import { ask, duration, h, tell } from './base.js';
import { texts } from './texts.js';

const t = texts.device;

export function page(main) {
  const facts = h('dl'), result = h('div', { 'aria-live': 'polite' });
  const percent = value => value == null ? t.unknown : `${Math.round(value * 100)} %`;
  const load = () => ask('/api/device').then(now => facts.replaceChildren(...[
    [t.machine, now.machine ?? t.unknown], [t.temperature, now.temperature == null ? t.unknown : `${now.temperature} °C`],
    [t.throttled, now.throttling == null ? t.unknown : now.throttling.join(', ') || t.nothing], [t.pressure, percent(now.pressure)], [t.memory, percent(now.memory_used)],
    [t.uptime, duration(now.uptime * 1000)], [t.newest, now.newest], [t.acknowledged, now.acknowledged], [t.backlog, now.backlog ?? t.unknown],
  ].flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, String(value))]))).catch(failure => tell(failure.message));
  const check = async () => {
    const found = await ask('/api/journal/check', 'POST', {});
    const { intact, findings, ...figures } = found;
    result.replaceChildren(h('p', { class: intact ? 'good' : 'bad' }, intact ? t.intact : t.broken),
      h('dl', {}, Object.entries(figures).flatMap(([name, value]) => [h('dt', {}, name.replaceAll('_', ' ')), h('dd', {}, String(value))])), ...findings.map(line => h('p', {}, line)));
  };
  main.append(h('h2', {}, texts.pages.device), h('section', { class: 'panel' }, facts), h('div', { class: 'row' }, h('button', { onclick: () => check().catch(failure => tell(failure.message)) }, t.check)), result);
  load();
  const timer = setInterval(load, 5000);
  return () => clearInterval(timer);
}
