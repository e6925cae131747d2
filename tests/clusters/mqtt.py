"""As much of MQTT 3.1.1 as a subscriber needs that must lose nothing: a persistent session, QoS 1, acknowledged once kept."""

import json
import socket
import struct
import threading
import time

KEEP_ALIVE = 10


def text(value):
    data = value.encode()
    return struct.pack(">H", len(data)) + data


def packet(kind, body):
    length, rest = b"", len(body)
    while True:
        rest, digit = rest // 128, rest % 128
        length += bytes([digit | (0x80 if rest else 0)])
        if not rest:
            return bytes([kind]) + length + body


def connect_packet(client, clean):
    return packet(0x10, text("MQTT") + bytes([4, 2 if clean else 0]) + struct.pack(">H", KEEP_ALIVE) + text(client))


class Reader:
    """Whole packets out of a socket."""

    def __init__(self, connection):
        self._connection = connection
        self._data = b""

    def _take(self, count):
        while len(self._data) < count:
            more = self._connection.recv(65536)
            if not more:
                raise OSError("closed")
            self._data += more
        taken, self._data = self._data[:count], self._data[count:]
        return taken

    def next(self):
        kind, length, shift = self._take(1)[0], 0, 0
        while True:
            digit = self._take(1)[0]
            length |= (digit & 0x7F) << shift
            shift += 7
            if not digit & 0x80:
                return kind, self._take(length)


def answers(port):
    """Does a broker at this port take a client?"""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
            connection.sendall(connect_packet(f"probe{port}", clean=True))
            kind, body = Reader(connection).next()
            connection.sendall(packet(0xE0, b""))
            return kind == 0x20 and body[1] == 0
    except OSError:
        return False


class Subscriber(threading.Thread):
    """Keeps every payload, in the order in which it came; comes back when its connection is lost."""

    def __init__(self, port, topic):
        super().__init__(daemon=True)
        self._port, self._topic = port, topic
        self.events = []
        self.subscribed = threading.Event()

    def run(self):
        while True:
            try:
                self._session()
            except OSError:
                time.sleep(0.2)

    def _session(self):
        with socket.create_connection(("127.0.0.1", self._port), timeout=KEEP_ALIVE) as connection:
            connection.settimeout(KEEP_ALIVE * 1.5)
            connection.sendall(connect_packet("judge", clean=False))
            threading.Thread(target=self._ping, args=(connection,), daemon=True).start()
            reader = Reader(connection)
            while True:
                kind, body = reader.next()
                if kind == 0x20:
                    if body[1] != 0:
                        raise OSError("refused")
                    connection.sendall(packet(0x82, struct.pack(">H", 1) + text(self._topic) + b"\x01"))
                elif kind == 0x90:
                    if body[2] == 0x80:
                        raise OSError("subscription refused")
                    self.subscribed.set()
                elif kind >> 4 == 3:
                    length = struct.unpack(">H", body[:2])[0]
                    body = body[2 + length:]
                    if kind & 0x06:
                        number, body = body[:2], body[2:]
                    self.events.append(json.loads(body))
                    if kind & 0x06:
                        connection.sendall(packet(0x40, number))

    @staticmethod
    def _ping(connection):
        try:
            while True:
                time.sleep(KEEP_ALIVE / 2)
                connection.sendall(packet(0xC0, b""))
        except OSError:
            pass
