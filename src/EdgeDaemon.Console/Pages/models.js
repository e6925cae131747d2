// Models: which are used, their versions and cards, and which else are installed.
import { ask, h, tell } from './base.js';
import { texts } from './texts.js';

const t = texts.models;

export function page(main) {
  const place = h('div', {}, texts.loading);
  main.append(h('h2', {}, texts.pages.models), place);
  ask('/api/models').then(models => place.replaceChildren(
    h('div', { class: 'grid' }, models.used.map(model => h('section', { class: 'panel' }, h('h2', {}, model.name), h('p', { class: 'soft' }, `${t.used} ${t.by} ${model.cameras.join(', ')}`),
      h('h3', {}, t.history), h('pre', { tabindex: '0' }, model.history), h('p', {}, t.rollback), h('pre', { tabindex: '0' }, `sudo edgedaemon models rollback ${model.name}`),
      model.card && h('details', {}, h('summary', {}, t.card), h('pre', { tabindex: '0' }, model.card))))),
    h('h3', {}, t.installed), h('pre', { tabindex: '0' }, models.installed))).catch(failure => tell(failure.message));
  return () => {};
}
