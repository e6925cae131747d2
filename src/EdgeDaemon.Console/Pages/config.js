// Configuration: the file, with every error at its line.
import { ask, begin, h, problems, save, showDifference, tell } from './base.js';
import { texts } from './texts.js';

const t = texts.config;

export function page(main) {
  const area = h('textarea', { 'aria-label': t.file, spellcheck: 'false', autocapitalize: 'off', wrap: 'off' });
  const found = h('div', { 'aria-live': 'polite' }), conflict = h('div', { 'aria-live': 'assertive' }), file = h('span', { class: 'soft' });
  const button = h('button', { class: 'main', disabled: true, onclick: () => write().catch(failure => tell(failure.message)) }, t.save);
  let version = '', base = '', timer = null, asked = 0;

  const toLine = line => {
    const lines = area.value.split('\n'), start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.scrollTop = Math.max(0, line - 5) * parseFloat(getComputedStyle(area).lineHeight);
  };
  const show = check => {
    button.disabled = check.errors.length > 0 || area.value === base;
    found.replaceChildren(check.errors.length ? '' : h('p', { class: 'good' }, t.check), problems(check, toLine), ...(area.value === base ? [] : [h('h3', {}, t.difference), showDifference(base, area.value)]));
  };
  const load = async () => {
    const now = await ask('/api/config');
    [area.value, base, version, file.textContent] = [now.text, now.text, now.version, now.path];
    conflict.replaceChildren();
    show(now.check);
  };
  const check = async () => {
    const number = ++asked, result = await ask('/api/config/check', 'POST', { text: area.value });
    if (number === asked) show(result);
  };
  async function write() {
    button.disabled = true;
    const saved = await save(area.value, version);
    tell(saved.outcome === 'saved' ? `${t.saved} ${saved.reloaded ? t.reloaded : t.untold}` : saved.error);
    if (saved.outcome === 'saved') {
      [base, version] = [area.value, saved.version];
      await begin();
    } else if (saved.outcome === 'conflict') {
      conflict.replaceChildren(h('section', { class: 'panel' }, h('h3', { class: 'bad' }, t.conflict), showDifference(base, saved.theirs), h('div', { class: 'row' },
        h('button', { onclick: () => { [base, version] = [saved.theirs, saved.version]; conflict.replaceChildren(); check(); } }, t.mine), h('button', { onclick: load }, t.theirs))));
      return;
    }
    if (saved.check) show(saved.check);
  }
  area.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(failure => tell(failure.message)), 300);
  });
  main.append(h('h2', {}, texts.pages.config), h('div', { class: 'row' }, file, button), conflict, h('div', { class: 'grid' }, area, found));
  load().catch(failure => tell(failure.message));
  return () => clearTimeout(timer);
}
