"""Kills nodes of a broker cluster while the daemon publishes to it; see run.sh. Loopback only; everything ends with this program."""

import argparse
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from mqtt import Subscriber, answers

NODES = 3
PATIENCE = 180  # seconds for anything to happen on a busy machine


def free_ports(count):
    """Ports that nobody listens on now."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def wait_for(what, condition, patience=PATIENCE):
    """Waits until the condition holds; ends the run in words when it does not."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"clusters: error: {what}: not within {patience} s")
        time.sleep(0.1)


class Front(threading.Thread):
    """One address for the whole cluster, as users put before theirs: each connection goes to a node that takes it."""

    def __init__(self, ports):
        super().__init__(daemon=True)
        self._ports = ports
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]

    def run(self):
        turn = 0
        while True:
            client, _ = self._server.accept()
            for step in range(NODES):
                try:
                    node = socket.create_connection(("127.0.0.1", self._ports[(turn + step) % NODES]), timeout=2)
                except OSError:
                    continue
                node.settimeout(None)
                for source, sink in ((client, node), (node, client)):
                    threading.Thread(target=self._pass_on, args=(source, sink), daemon=True).start()
                break
            else:
                client.close()
            turn += 1

    @staticmethod
    def _pass_on(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Processes:
    """What this program started; all of it ends with it."""

    def __init__(self, folder):
        self._folder = folder
        self._running = []

    def start(self, name, command, **environment):
        """Starts a program in a process group of its own, its words in NAME.log."""
        with open(os.path.join(self._folder, name + ".log"), "ab") as log:
            process = subprocess.Popen(
                command, cwd=self._folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True)
        self._running.append(process)
        return process

    def kill(self, process):
        """SIGKILL to the whole group."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        self._running.remove(process)

    def kill_all(self):
        for process in list(self._running):
            self.kill(process)


class RabbitMq:
    """Three nodes; queues of sessions are mirrored, so that a subscriber's messages outlive the node that it was at."""

    # Of two that join its register of clients at once, 3.10 forgets one for good.
    JOINS_ONE_BY_ONE = True

    def __init__(self, folder, processes):
        self._folder, self._processes = folder, processes
        self.ports = free_ports(NODES)
        self._amqp, self._dist = free_ports(NODES), free_ports(NODES)
        self._mapper = free_ports(1)[0]
        processes.start("epmd", ["epmd", "-address", "127.0.0.1", "-port", str(self._mapper)])
        with open(os.path.join(folder, ".erlang.cookie"), "w", encoding="ascii") as cookie:
            cookie.write("EDGEDAEMONTORTURE")
        os.chmod(cookie.name, 0o400)
        with open(os.path.join(folder, "plugins"), "w", encoding="ascii") as plugins:
            plugins.write("[rabbitmq_mqtt].\n")
        with open(os.path.join(folder, "policy.json"), "w", encoding="ascii") as policy:
            json.dump({"policies": [{
                "vhost": "/", "name": "mirrored", "pattern": "^mqtt-subscription-", "apply-to": "queues", "priority": 0,
                "definition": {"ha-mode": "all", "ha-sync-mode": "automatic", "ha-promote-on-failure": "always"}}]}, policy)
        for node in range(NODES):
            peers = "\n".join(f"cluster_formation.classic_config.nodes.{peer + 1} = ed{peer}@localhost" for peer in range(NODES))
            with open(os.path.join(folder, f"ed{node}.conf"), "w", encoding="ascii") as config:
                config.write(
                    f"listeners.tcp.1 = 127.0.0.1:{self._amqp[node]}\nmqtt.listeners.tcp.1 = 127.0.0.1:{self.ports[node]}\n"
                    f"mqtt.allow_anonymous = true\nmqtt.subscription_ttl = undefined\n"
                    f"cluster_formation.peer_discovery_backend = classic_config\n{peers}\n"
                    "cluster_partition_handling = pause_minority\n")

    def start(self, node):
        name = f"ed{node}"
        at = os.path.join(self._folder, name)
        return self._processes.start(
            name, ["/usr/lib/rabbitmq/bin/rabbitmq-server"], HOME=self._folder, ERL_EPMD_PORT=str(self._mapper),
            RABBITMQ_NODENAME=f"{name}@localhost", RABBITMQ_DIST_PORT=str(self._dist[node]), RABBITMQ_MNESIA_BASE=at + "-data",
            RABBITMQ_LOG_BASE=at + "-log", RABBITMQ_CONFIG_FILE=at + ".conf", RABBITMQ_ENABLED_PLUGINS_FILE=os.path.join(self._folder, "plugins"),
            RABBITMQ_PID_FILE=at + ".pid", RABBITMQ_SERVER_ERL_ARGS="+S 1:1 +sbwt none")

    def control(self, *words):
        """rabbitmqctl at the first node."""
        return subprocess.run(
            ["/usr/lib/rabbitmq/bin/rabbitmqctl", "-n", "ed0@localhost", *words], capture_output=True, text=True, check=False,
            env={**os.environ, "HOME": self._folder, "ERL_EPMD_PORT": str(self._mapper)})

    def settle(self):
        """Once, when all nodes answer."""
        answer = self.control("import_definitions", os.path.join(self._folder, "policy.json"))
        if answer.returncode != 0:
            raise SystemExit(f"clusters: error: the mirroring policy was not taken: {answer.stdout}{answer.stderr}")

    def is_whole(self):
        """Is each session's queue on every node again? Killing the next one before would lose what only it has."""
        answer = self.control("-q", "list_queues", "--no-table-headers", "name", "synchronised_slave_pids")
        queues = [line for line in answer.stdout.splitlines() if line.startswith("mqtt-subscription-")]
        return answer.returncode == 0 and bool(queues) and all(line.count("<") >= NODES - 1 for line in queues)


class Nats:
    """Three nodes with JetStream, which keeps sessions and retained messages three times."""

    # Nobody answers before there is a majority.
    JOINS_ONE_BY_ONE = False

    def __init__(self, folder, processes):
        self._folder, self._processes = folder, processes
        self.ports = free_ports(NODES)
        routes, clients = free_ports(NODES), free_ports(NODES)
        for node in range(NODES):
            peers = ", ".join(f'"nats://127.0.0.1:{port}"' for port in routes)
            with open(os.path.join(folder, f"ed{node}.conf"), "w", encoding="ascii") as config:
                config.write(
                    f'server_name: ed{node}\nlisten: "127.0.0.1:{clients[node]}"\n'
                    f'jetstream {{ store_dir: "{folder}/ed{node}-data" }}\n'
                    f'cluster {{ name: ed, listen: "127.0.0.1:{routes[node]}", routes: [{peers}] }}\n'
                    f'mqtt {{ listen: "127.0.0.1:{self.ports[node]}" }}\n')

    def start(self, node):
        return self._processes.start(f"ed{node}", ["nats-server", "-c", os.path.join(self._folder, f"ed{node}.conf")])

    def settle(self):
        """Nothing to set up."""

    def is_whole(self):
        """JetStream acknowledges by majority: a node that answers again is enough."""
        return True


def configuration(folder, root, port):
    """A camera of two pictures in turn: each frame ends one label and begins another."""
    pictures = os.path.join(folder, "pictures")
    os.mkdir(pictures)
    golden = os.path.join(root, "models", "camera-health", "golden")
    for name, like in (("a.png", "ok.png"), ("b.png", "covered.png")):
        shutil.copy(next(os.path.join(golden, file) for file in sorted(os.listdir(golden)) if file.endswith(like)), os.path.join(pictures, name))
    path = os.path.join(folder, "edgedaemon.yaml")
    with open(path, "w", encoding="ascii") as config:
        config.write(f"""\
device: {{id: cluster}}
models: {{directory: {root}/artifacts/edgedaemon/models}}
journal: {{directory: journal, cursor_directory: cursor, size_mib: 64}}
mqtt: {{host: 127.0.0.1, port: {port}, keep_alive: 5s}}
commands: {{socket: control.sock}}
cameras:
  - name: cam
    source: {{type: replay, path: pictures, fps: 10}}
    model: camera-health
    fps: 10
    visible_frames: 1
    hidden_frames: 1
    motion: {{enabled: false}}
""")
    return path


def journal_of(programs, config):
    """What the journal holds: (boot, seq) to type, events only."""
    audit = subprocess.run([os.path.join(programs, "edgedaemon"), "audit", "--config", config], capture_output=True, text=True, check=False)
    if audit.returncode != 0:
        raise SystemExit(f"clusters: error: the journal is not intact:\n{audit.stdout[-2000:]}{audit.stderr}")
    found = re.finditer(r"^(\d+)-(\d+)\s+\S+\s+\S+\s+(start|update|end)\s", audit.stdout, re.MULTILINE)
    return {(int(one[1]), int(one[2])): one[3] for one in found}


def main():
    parser = argparse.ArgumentParser(prog="tests/clusters/run.sh")
    parser.add_argument("kind", choices=["rabbitmq", "nats"])
    parser.add_argument("root")
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    chance = random.Random(chosen.seed)
    programs = os.path.join(chosen.root, "artifacts", "edgedaemon")
    folder = tempfile.mkdtemp(prefix="edgedaemon-cluster-")
    processes = Processes(folder)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        passed = torture(chosen, chance, programs, folder, processes)
    finally:
        processes.kill_all()
    if not passed:
        raise SystemExit(f"clusters: FAILED; logs in {folder}")
    shutil.rmtree(folder)


def torture(chosen, chance, programs, folder, processes):
    cluster = (RabbitMq if chosen.kind == "rabbitmq" else Nats)(folder, processes)
    nodes = []
    for node in range(NODES):
        nodes.append(cluster.start(node))
        if cluster.JOINS_ONE_BY_ONE:
            wait_for(f"node {node} answers", lambda: answers(cluster.ports[node]))
    for node, port in enumerate(cluster.ports):
        wait_for(f"node {node} answers", lambda port=port: answers(port))
    cluster.settle()
    front = Front(cluster.ports)
    front.start()
    subscriber = Subscriber(front.port, "edgedaemon/cluster/cam/events")
    subscriber.start()
    wait_for("the subscription stands", subscriber.subscribed.is_set)
    config = configuration(folder, chosen.root, front.port)
    vision = processes.start("vision", [os.path.join(programs, "edgedaemon"), "vision", "--config", config])
    publisher = processes.start("publisher", [os.path.join(programs, "edgedaemon-publish"), "--config", config])
    wait_for("events arrive", lambda: len(subscriber.events) > 20)
    for kill in range(1, chosen.kills + 1):
        wait_for("the cluster is whole", cluster.is_whole)
        time.sleep(chance.uniform(0, 3))
        node = chance.randrange(NODES)
        seen = len(subscriber.events)
        processes.kill(nodes[node])
        time.sleep(chance.uniform(0, 3))
        nodes[node] = cluster.start(node)
        wait_for(f"node {node} answers again", lambda: answers(cluster.ports[node]))
        wait_for("events flow again", lambda: len(subscriber.events) > seen + 20)
        print(f"clusters: kill {kill} of {chosen.kills}: node {node}, {len(subscriber.events)} messages so far", file=sys.stderr, flush=True)
        for name, process in (("vision", vision), ("publisher", publisher)):
            if process.poll() is not None:
                raise SystemExit(f"clusters: error: {name} ended with {process.returncode}; logs in {folder}")
    vision.terminate()
    vision.wait(PATIENCE)
    expected = journal_of(programs, config)
    arrived = lambda: {(event["boot"], event["seq"]) for event in list(subscriber.events)}
    end = time.monotonic() + PATIENCE
    while not set(expected) <= arrived() and time.monotonic() < end:
        time.sleep(0.5)
    publisher.terminate()
    publisher.wait(PATIENCE)
    return judge(chosen, expected, list(subscriber.events))


def judge(chosen, expected, events):
    """
    Prints the table; true when nothing was lost and every repeat carries its id. Order is printed only: what a dying node had taken
    and not passed on arrives with the repeats, after what a living one took meanwhile.
    """
    first = {}
    different = 0
    for event in events:
        different += first.setdefault((event["boot"], event["seq"]), event) != event
    lost = set(expected) - set(first)
    unknown = set(first) - set(expected)
    order = list(first)
    inversions = sum(a > b for a, b in zip(order, order[1:]))
    print(f"{chosen.kind}: {chosen.kills} node kills, seed {chosen.seed}: {len(expected)} events in the journal, {len(events)} messages, "
          f"lost {len(lost)}, unknown to the journal {len(unknown)}, repeated {len(events) - len(first)}, "
          f"of these with other content {different}, out of order {inversions}")
    return not (lost or unknown or different)


if __name__ == "__main__":
    main()
