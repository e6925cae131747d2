// What a Node.js developer writes: sharp decodes and resizes, ONNX Runtime classifies, MQTT.js publishes a JSON label per frame at QoS 1.
//
// usage: node node_peer.mjs MODEL PICTURES_DIR FRAMES PORT THREADS FPS native|wasm   (FPS 0: as fast as it goes; wasm: the browser's runtime)
//
// Prints one line of JSON, with the same meaning as python_peer.py's.
import fs from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import mqtt from 'mqtt';

const WARM_UP = 50;
const [model, folder, framesText, port, threadsText, fpsText, runtime] = process.argv.slice(2);
const [frames, threads, fps] = [framesText, threadsText, fpsText].map(Number);
const pictures = fs.readdirSync(folder).sort().map(name => fs.readFileSync(path.join(folder, name)));
const mean = [123.675, 116.28, 103.53], std = [58.395, 57.12, 57.375];

const ort = await import(runtime === 'wasm' ? 'onnxruntime-web' : 'onnxruntime-node');
if (runtime === 'wasm') ort.env.wasm.numThreads = threads;
const session = await ort.InferenceSession.create(
  runtime === 'wasm' ? fs.readFileSync(model) : model,
  runtime === 'wasm' ? { executionProviders: ['wasm'] } : { intraOpNumThreads: threads });
const side = 224, plane = side * side;
const tensor = new Float32Array(3 * plane);
sharp.concurrency(threads);
sharp.cache(false);
const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { protocolVersion: 5 });

async function classify(i) {
  const jpeg = pictures[(i + pictures.length) % pictures.length];
  const rgb = await sharp(jpeg).resize(side, side, { fit: 'fill', kernel: 'linear' }).removeAlpha().raw().toBuffer();
  for (let channel = 0; channel < 3; channel++) {
    for (let p = 0; p < plane; p++) tensor[channel * plane + p] = (rgb[p * 3 + channel] - mean[channel]) / std[channel];
  }
  const results = await session.run({ [session.inputNames[0]]: new ort.Tensor('float32', tensor, [1, 3, side, side]) });
  const scores = results[session.outputNames[0]].data;
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k] > scores[best]) best = k;
  return { frame: i, label: best, score: Number(scores[best]) };
}

const now = () => Number(process.hrtime.bigint()) / 1e6;
const latencies = [];
let sent = [], began = 0, cpu;
for (let i = -WARM_UP; i < frames; i++) {
  if (i === 0) {
    await Promise.all(sent);
    sent = [];
    began = now();
    cpu = process.cpuUsage();
  }
  let start = now();
  if (fps && i >= 0) {
    const due = began + i * 1000 / fps;
    if (due > start) await new Promise(resolve => setTimeout(resolve, due - start));
    start = Math.max(start, due);
  }
  sent.push(client.publishAsync('peers/node', JSON.stringify(await classify(i)), { qos: 1 }));
  if (i >= 0) latencies.push(now() - start);
}
await Promise.all(sent);
const seconds = (now() - began) / 1000;
cpu = process.cpuUsage(cpu);
latencies.sort((a, b) => a - b);
const round = value => Number(value.toFixed(3));
console.log(JSON.stringify({
  fps: round(frames / seconds), cpu_ms_per_frame: round((cpu.user + cpu.system) / 1e3 / frames), p50_ms: round(latencies[frames >> 1]),
  p99_ms: round(latencies[Math.floor(frames * 0.99)]), rss_mib: Math.round(process.memoryUsage().rss / 1048576),
  versions: `Node ${process.version}, libvips ${sharp.versions.vips}`,
}));
await client.endAsync();
