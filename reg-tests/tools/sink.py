#!/usr/bin/python3
"""A syslog sink: each datagram on a UDP port (or unix socket) becomes one line of a file.

  sink.py PORT|PATH FILE

Prints `ready` once it receives.
"""

import os
import socket
import sys

port, path = sys.argv[1:]
if port.isdigit():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    sock.bind(("127.0.0.1", int(port)))
else:
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    sock.bind(port)
file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
print("ready", flush=True)
os.close(1)
while True:
    data = sock.recv(65536)
    os.write(file, data.rstrip(b"\n\0") + b"\n")
