"""What a Python developer writes: OpenCV decodes and resizes, ONNX Runtime classifies, paho-mqtt publishes a JSON label per frame at QoS 1.

usage: python_peer.py MODEL PICTURES_DIR FRAMES PORT THREADS FPS default|tuned|exact   (FPS 0: as fast as it goes)

"tuned": decodes at half size, normalises in place, lets ONNX Runtime's threads sleep, and, with two threads, decodes the next picture meanwhile.
"exact": tuned, and with sums that do not clip on x64 processors without VNNI, as EdgeDaemon makes them.
Prints one line of JSON. Latency is from the moment a picture is due until its label is handed to the MQTT client; frames/s until all are acknowledged."""
import concurrent.futures
import json
import pathlib
import resource
import sys
import time

import cv2
import numpy
import onnxruntime
import paho.mqtt.client as mqtt

WARM_UP = 50
model, folder, frames, port, threads, fps, style = sys.argv[1:]
frames, threads, fps, tuned = int(frames), int(threads), float(fps), style != 'default'
pictures = [numpy.fromfile(path, numpy.uint8) for path in sorted(pathlib.Path(folder).iterdir())]
mean = numpy.array([123.675, 116.28, 103.53], numpy.float32).reshape(1, 3, 1, 1)
scale = 1 / numpy.array([58.395, 57.12, 57.375], numpy.float32).reshape(1, 3, 1, 1)

cv2.setNumThreads(threads)
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
if tuned:
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')
if style == 'exact' and 'vnni' not in pathlib.Path('/proc/cpuinfo').read_text():
    options.add_session_config_entry('session.x64quantprecision', '1')
session = onnxruntime.InferenceSession(model, options, providers=['CPUExecutionProvider'])
name = session.get_inputs()[0].name
side = session.get_inputs()[0].shape[2]

client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
client.max_inflight_messages_set(1000)
client.connect('127.0.0.1', int(port))
client.loop_start()


def decode(i):
    return cv2.imdecode(pictures[i % len(pictures)], cv2.IMREAD_REDUCED_COLOR_2 if tuned else cv2.IMREAD_COLOR)


def classify(picture):
    if tuned:
        tensor = cv2.dnn.blobFromImage(picture, 1, (side, side), swapRB=True)
        tensor -= mean
        tensor *= scale
    else:
        tensor = ((cv2.dnn.blobFromImage(picture, 1 / 255, (side, side), swapRB=True) * 255 - mean) * scale).astype(numpy.float32)
    scores = session.run(None, {name: tensor})[0].reshape(-1)
    best = int(scores.argmax())
    return best, float(scores[best])


ahead = concurrent.futures.ThreadPoolExecutor(1) if tuned and threads > 1 and fps == 0 else None
sent, latencies, following = [], [], None
for i in range(-WARM_UP, frames):
    if i == 0:
        for message in sent:
            message.wait_for_publish()
        sent.clear()
        began, cpu = time.perf_counter(), time.process_time()
    start = time.perf_counter()
    if fps and i >= 0:
        time.sleep(max(0, began + i / fps - start))
        start = max(start, began + i / fps)
    picture = following.result() if following else decode(i)
    following = ahead.submit(decode, i + 1) if ahead else None
    label, score = classify(picture)
    sent.append(client.publish('peers/python', json.dumps({'frame': i, 'label': label, 'score': score}), qos=1))
    if i >= 0:
        latencies.append((time.perf_counter() - start) * 1e3)
for message in sent:
    message.wait_for_publish()
seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
latencies.sort()
print(json.dumps({
    'fps': round(frames / seconds, 2), 'cpu_ms_per_frame': round(cpu * 1e3 / frames, 3), 'p50_ms': round(latencies[frames // 2], 3),
    'p99_ms': round(latencies[frames * 99 // 100], 3), 'rss_mib': resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    'versions': f'OpenCV {cv2.__version__}, ONNX Runtime {onnxruntime.__version__}'}))
client.loop_stop()
client.disconnect()
