"""What a process may do where it is: each argument is tried, and a line says whether it was allowed.

inet, inet6, unix, netlink, packet: a socket of that family. NAME=PATH: opens a file for reading. connect=HOST:PORT.
"""
import socket
import sys

FAMILIES = {"inet": socket.AF_INET, "inet6": socket.AF_INET6, "unix": socket.AF_UNIX, "netlink": socket.AF_NETLINK,
            "packet": socket.AF_PACKET}


def attempt(what):
    if what in FAMILIES:
        kind = socket.SOCK_RAW if what in ("netlink", "packet") else socket.SOCK_STREAM
        socket.socket(FAMILIES[what], kind).close()
        return
    kind, target = what.split("=", 1)
    if kind == "connect":
        host, port = target.rsplit(":", 1)
        socket.create_connection((host, int(port)), timeout=5).close()
    else:
        open(target, "rb").close()


for what in sys.argv[1:]:
    try:
        attempt(what)
        print(f"{what}: allowed", flush=True)
    except OSError as e:
        print(f"{what}: refused ({e})", flush=True)
