// Zones, lines and masks, drawn on the picture; what is saved is the change of the configuration that is shown.
import { ask, begin, h, problems, s, save, session, showDifference, tell, choice } from './base.js';
import { picture } from './picture.js';
import { texts } from './texts.js';

const t = texts.zones, Side = 1000, Step = 0.005;

export function page(main, stream, argument) {
  const camera = session.cameras.find(one => one.name === argument) ?? session.cameras[0];
  if (!camera) return () => {};
  const copy = points => points.map(point => [...point]);
  const shapes = [
    ...camera.zones.map(zone => ({ kind: zone.area?.length ? 'area' : 'line', name: zone.name, points: copy(zone.area?.length ? zone.area : zone.line) })),
    ...camera.masks.map(points => ({ kind: 'mask', points: copy(points) })), ...camera.privacy_masks.map(points => ({ kind: 'privacy', points: copy(points) })),
  ];
  let chosen = null, version = '';
  const view = picture(camera, false);
  const drawing = s('svg', { viewBox: `0 0 ${Side} ${Side}`, preserveAspectRatio: 'none', role: 'group', 'aria-label': t.shapes });
  const list = h('ul', { class: 'facts' }), change = h('div', { 'aria-live': 'polite' });
  view.element.append(drawing);

  const at = event => {
    const box = drawing.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map(inside);
  };

  function corner(shape, i) {
    const [x, y] = shape.points[i];
    const box = drawing.getBoundingClientRect();
    const dot = s('ellipse', {
      class: 'corner', cx: x * Side, cy: y * Side, rx: 9 * Side / (box.width || 640), ry: 9 * Side / (box.height || 360), tabindex: '0', role: 'button',
      'aria-label': `${name(shape)}, ${t.corner} ${i + 1}: ${x.toFixed(3)}, ${y.toFixed(3)}`,
      onpointerdown: event => {
        event.preventDefault();
        chosen = shape;
        dot.setPointerCapture(event.pointerId);
        const move = moved => { shape.points[i] = at(moved); update(shape); dot.setAttribute('cx', shape.points[i][0] * Side); dot.setAttribute('cy', shape.points[i][1] * Side); };
        dot.addEventListener('pointermove', move);
        dot.addEventListener('pointerup', () => draw(i), { once: true });
      },
      onkeydown: event => {
        const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (by) shape.points[i] = shape.points[i].map((value, axis) => inside(value + by[axis] * Step * (event.shiftKey ? 10 : 1)));
        else if (event.key === 'Delete' && shape.kind !== 'line' && shape.points.length > 3) shape.points.splice(i, 1);
        else return;
        event.preventDefault();
        chosen = shape;
        draw(Math.min(i, shape.points.length - 1));
      },
    });
    return dot;
  }

  function edge(shape, i) {
    const [a, b] = [shape.points[i], shape.points[(i + 1) % shape.points.length]];
    const middle = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], box = drawing.getBoundingClientRect();
    return s('ellipse', { class: 'edge', cx: middle[0] * Side, cy: middle[1] * Side, rx: 6 * Side / (box.width || 640), ry: 6 * Side / (box.height || 360), 'aria-hidden': 'true', onpointerdown: event => {
      event.preventDefault();
      shape.points.splice(i + 1, 0, middle);
      chosen = shape;
      draw(i + 1);
    } });
  }

  const text = shape => shape.points.map(([x, y]) => `${x * Side},${y * Side}`).join(' ');
  const update = shape => shape.outline.setAttribute('points', text(shape));
  const name = shape => shape.name ? `${t[shape.kind]} ${shape.name}` : t[shape.kind];

  function draw(focus = null) {
    drawing.replaceChildren(...shapes.map(shape => shape.outline = s(shape.kind === 'line' ? 'polyline' : 'polygon', {
      class: `shape ${shape.kind} ${shape === chosen ? 'chosen' : ''}`, points: text(shape), onpointerdown: () => { chosen = shape; draw(); } })),
      ...(chosen ? [...chosen.points.map((_, i) => chosen.kind !== 'line' && edge(chosen, i)).filter(Boolean), ...chosen.points.map((_, i) => corner(chosen, i))] : []));
    if (focus !== null) drawing.querySelectorAll('.corner')[focus]?.focus();
    list.replaceChildren(...shapes.map(shape => h('li', {},
      h('button', { 'aria-pressed': String(shape === chosen), onclick: () => { chosen = shape; draw(0); } }, name(shape)),
      shape === chosen && shape.isNew && shape.name !== undefined && h('input', { 'aria-label': t.name, value: shape.name, maxlength: 64, onchange: event => { shape.name = event.target.value.trim(); draw(); } }),
      h('button', { 'aria-label': `${t.remove} ${name(shape)}`, onclick: () => { shapes.splice(shapes.indexOf(shape), 1); chosen = null; draw(); } }, '×'))));
    change.replaceChildren();
  }

  const add = kind => h('button', { onclick: () => {
    const number = shapes.filter(shape => shape.name).length + 1;
    const shape = { kind, isNew: true, points: kind === 'line' ? [[0.2, 0.5], [0.8, 0.5]] : [[0.3, 0.3], [0.7, 0.3], [0.7, 0.7], [0.3, 0.7]] };
    if (kind === 'area' || kind === 'line') shape.name = `${kind === 'line' ? 'line' : 'zone'}-${number}`;
    shapes.push(chosen = shape);
    draw(0);
  } }, `${t.add}: ${t[kind]}`);

  async function show() {
    version = (await ask('/api/config')).version;
    const rounded = points => points.map(point => point.map(value => Math.round(value * 1000) / 1000));
    const edit = await ask('/api/areas', 'POST', {
      camera: camera.name, version, masks: shapes.filter(one => one.kind === 'mask').map(one => rounded(one.points)), privacy_masks: shapes.filter(one => one.kind === 'privacy').map(one => rounded(one.points)),
      zones: shapes.filter(one => one.name !== undefined).map(one => ({ name: one.name, [one.kind]: rounded(one.points) })),
    });
    const button = h('button', { class: 'main', id: 'save', disabled: edit.check.errors.length > 0 || edit.text === edit.before, onclick: async () => {
      button.disabled = true;
      const saved = await save(edit.text, edit.version);
      tell(saved.outcome === 'saved' ? `${texts.config.saved} ${saved.reloaded ? texts.config.reloaded : texts.config.untold}` : saved.error);
      if (saved.outcome === 'saved') await begin(), shapes.forEach(shape => delete shape.isNew);
      change.append(saved.check ? problems(saved.check) : '');
    } }, t.save);
    change.replaceChildren(showDifference(edit.before, edit.text), problems(edit.check), button);
    button.focus();
  }

  main.append(h('h2', {}, texts.pages.zones),
    h('div', { class: 'row' }, choice(t.camera, session.cameras.map(one => [one.name, one.title ?? one.name]), camera.name, value => { location.hash = `zones/${value}`; })),
    h('div', { class: 'grid' }, h('section', { class: 'panel' }, view.element, h('p', { class: 'soft' }, t.help)),
      h('section', { class: 'panel' }, h('div', { class: 'row' }, ['area', 'line', 'mask', 'privacy'].map(add)), h('h3', {}, t.shapes), list,
        h('div', { class: 'row' }, h('button', { id: 'show', onclick: () => show().catch(failure => tell(failure.message)) }, t.show)), change)));
  draw();
  return () => view.stop();
}

const inside = value => Math.min(1, Math.max(0, value));
