// A camera's newest picture with boxes on it, for as long as somebody looks.
import { h } from './base.js';
import { texts } from './texts.js';

const HeaderBytes = 24, BoxBytes = 12, Colours = ['#29b6f6', '#ffb300', '#66bb6a', '#ef5350', '#ab47bc', '#26a69a'];

/** Begins to look: {element, stop(), onframe}. */
export function picture(camera, withBoxes = true) {
  const canvas = h('canvas', { width: 640, height: 360, role: 'img', 'aria-label': camera.name });
  const why = h('p', { class: 'why' }, texts.connecting);
  const element = h('div', { class: 'picture' }, canvas, why);
  const stopping = new AbortController();
  const view = { element, canvas, stop: () => stopping.abort(), onstatus: () => {} };

  async function show(header, boxes, jpeg) {
    view.onstatus(header.status);
    why.textContent = header.status > 3 ? texts.status[header.status] ?? '' : '';
    why.hidden = header.status <= 3;
    const context = canvas.getContext('2d');
    if (header.status > 3) {
      context.clearRect(0, 0, canvas.width, canvas.height);
      return;
    }
    const image = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }));
    if (canvas.width !== header.width || canvas.height !== header.height) [canvas.width, canvas.height] = [header.width, header.height];
    context.drawImage(image, 0, 0);
    image.close();
    if (!withBoxes) return;
    context.lineWidth = 2;
    context.font = '14px system-ui, sans-serif';
    for (const { left, top, right, bottom, label, score } of boxes) {
      const [x, y, w, hh] = [left * header.width, top * header.height, (right - left) * header.width, (bottom - top) * header.height];
      const text = `${camera.labels[label] ?? label} ${Math.round(score * 100)} %`;
      context.strokeStyle = context.fillStyle = Colours[label % Colours.length];
      context.strokeRect(x, y, w, hh);
      context.fillRect(x, Math.max(0, y - 18), context.measureText(text).width + 8, 18);
      context.fillStyle = '#000';
      context.fillText(text, x + 4, Math.max(0, y - 18) + 13);
    }
    const counts = {};
    for (const { label } of boxes) counts[camera.labels[label] ?? label] = (counts[camera.labels[label] ?? label] ?? 0) + 1;
    canvas.setAttribute('aria-label', `${camera.title ?? camera.name}: ${Object.entries(counts).map(([name, count]) => `${count} ${name}`).join(', ') || texts.live.nothing}`);
  }

  async function read() {
    const answer = await fetch(`/api/cameras/${encodeURIComponent(camera.name)}/frames`, { signal: stopping.signal });
    if (!answer.ok) throw new Error((await answer.json()).error);
    const reader = answer.body.getReader();
    let bytes = new Uint8Array(0);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const joined = new Uint8Array(bytes.length + value.length);
      joined.set(bytes), joined.set(value, bytes.length), bytes = joined;
      while (bytes.length >= HeaderBytes) {
        const data = new DataView(bytes.buffer, bytes.byteOffset);
        const header = { status: data.getUint16(4, true), boxes: data.getUint16(6, true), size: data.getUint32(8, true), width: data.getUint16(12, true), height: data.getUint16(14, true) };
        const start = HeaderBytes + header.boxes * BoxBytes, end = start + header.size;
        if (bytes.length < end) break;
        const fraction = at => data.getUint16(at, true) / 65535;
        const boxes = Array.from({ length: header.boxes }, (_, i) => HeaderBytes + i * BoxBytes).map(at => ({
          left: fraction(at), top: fraction(at + 2), right: fraction(at + 4), bottom: fraction(at + 6), label: data.getUint16(at + 8, true), score: data.getUint16(at + 10, true) / 255 }));
        await show(header, boxes, bytes.slice(start, end));
        bytes = bytes.slice(end);
      }
    }
  }

  (async () => {
    while (!stopping.signal.aborted) {
      try {
        await read();
      } catch (failure) {
        if (stopping.signal.aborted) return;
        [why.hidden, why.textContent] = [false, failure instanceof TypeError ? texts.lost : failure.message];
      }
      await new Promise(done => setTimeout(done, 1000));
    }
  })();
  return view;
}
