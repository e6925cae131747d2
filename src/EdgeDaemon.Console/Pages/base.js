// What all pages use: elements, requests, differences of texts.
import { texts } from './texts.js';

export const session = {};

/** An element: h('p', {class: 'soft', onclick: f}, 'text', child). */
export function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for SVG. */
export function s(name, attributes = {}, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children.flat().filter(child => child != null && child !== false));
  return element;
}

/** Asks the console; throws an Error whose message is for people, with the answer in .answer. */
export async function ask(path, method = 'GET', body) {
  const answer = await fetch(path, {
    method, headers: body ? { 'Content-Type': 'application/json', 'X-EdgeDaemon-Token': session.token } : { 'X-EdgeDaemon-Token': session.token ?? '' },
    body: body && JSON.stringify(body),
  });
  const document = await answer.json();
  if (answer.ok) return document;
  throw Object.assign(new Error(document.error || answer.statusText), { answer: document, status: answer.status });
}

export async function begin() {
  Object.assign(session, await ask('/api/session'));
}

export function tell(text) {
  document.getElementById('notice').textContent = text;
}

export const time = ms => new Date(ms).toLocaleString();

export function duration(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return seconds < 172800 ? `${Math.floor(seconds / 3600)} h ${Math.floor(seconds / 60 % 60)} min` : `${Math.floor(seconds / 86400)} days`;
}

export function table(heads, rows) {
  return h('div', { class: 'wide', tabindex: '0' }, h('table', {}, h('thead', {}, h('tr', {}, heads.map(head => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rows.map(cells => h('tr', {}, cells.map(cell => h('td', {}, cell ?? '')))))));
}

export function choice(label, values, chosen, onchange) {
  const select = h('select', { onchange: () => onchange(select.value) }, values.map(([value, text]) => h('option', { value, selected: value === chosen }, text)));
  return h('label', {}, `${label} `, select);
}

/** Lines of two texts: '  same', '- gone', '+ new', with two lines around what changes. */
export function difference(before, after) {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0, end = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const lines = [];
  if (x.length * y.length > 4e6) lines.push(...x.map(line => ['del', line]), ...y.map(line => ['add', line]));
  else {
    const longest = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1));
    for (let i = x.length - 1; i >= 0; i--)
      for (let j = y.length - 1; j >= 0; j--) longest[i][j] = x[i] === y[j] ? longest[i + 1][j + 1] + 1 : Math.max(longest[i + 1][j], longest[i][j + 1]);
    for (let i = 0, j = 0; i < x.length || j < y.length;) {
      if (i < x.length && j < y.length && x[i] === y[j]) lines.push(['', x[i++]]), j++;
      else if (j < y.length && (i === x.length || longest[i][j + 1] > longest[i + 1][j])) lines.push(['add', y[j++]]);
      else lines.push(['del', x[i++]]);
    }
  }
  const around = (from, to) => a.slice(Math.max(0, from), to).map(line => ['', line]);
  return lines.length ? [...around(start - 2, start), ...lines, ...around(a.length - end, a.length - end + 2)] : [];
}

export function showDifference(before, after) {
  const lines = difference(before, after);
  return lines.length ? h('pre', { class: 'diff', tabindex: '0' }, lines.map(([kind, line]) => h('span', { class: kind }, `${{ add: '+', del: '-' }[kind] ?? ' '} ${line}`)))
    : h('p', { class: 'soft' }, texts.zones.unchanged);
}

/** What a check has found, with a way to each line. */
export function problems(check, toLine) {
  const list = (title, kind, faults) => faults.length > 0 && [h('h3', {}, title), h('ul', { class: 'problems' }, faults.map(fault => h('li', { class: kind },
    toLine && fault.line ? h('button', { onclick: () => toLine(fault.line), class: kind }, `${texts.config.line} ${fault.line}: ${fault.text}`) : `${fault.line ? `${texts.config.line} ${fault.line}: ` : ''}${fault.text}`)))];
  const plain = (title, lines, more) => lines.length > 0 && [h('h3', {}, title), h('ul', {}, lines.map(line => h('li', {}, line))), more];
  return h('div', {}, list(texts.config.problems, 'bad', check.errors), list(texts.config.warnings, 'warn', check.warnings),
    plain(texts.config.live, check.live), plain(texts.config.restart, check.restart, h('pre', {}, texts.config.how)));
}

/** Saves the configuration; gives back the outcome, whatever it is. */
export async function save(text, version) {
  try {
    return await ask('/api/config', 'PUT', { text, version });
  } catch (failure) {
    return failure.answer?.outcome ? failure.answer : { outcome: 'errors', version, error: failure.message };
  }
}
