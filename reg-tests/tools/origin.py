#!/usr/bin/python3
"""An origin in the background.

  origin.py PORT [--name NAME] [--body TEXT] [--status N] [--script]

Without --script every request on every connection gets the status and body, and the fields `x-origin: NAME` and
`x-connection: N` (the number of the connection). With --script, Python from standard input runs with `origin`
(an Origin of wire.py, see there) and everything else of wire.py at hand. Prints `ready` once it listens.
"""

import argparse
import os
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import wire  # noqa: E402


def main():
    options = argparse.ArgumentParser()
    options.add_argument("port")
    options.add_argument("--name", default="")
    options.add_argument("--body", default=None)
    options.add_argument("--status", type=int, default=200)
    options.add_argument("--address", default="127.0.0.1")
    options.add_argument("--script", action="store_true")
    given = options.parse_args()
    name = given.name or given.port
    body = given.body if given.body is not None else name + "\n"
    origin = wire.Origin(given.port, name, address=given.address)
    source = sys.stdin.read() if given.script else ""
    print("ready", flush=True)
    if given.script:
        names = {key: value for key, value in vars(wire).items() if not key.startswith("_")}
        names["origin"] = origin
        names["name"] = name
        exec(compile(source, "origin", "exec"), names)
        return

    def handler(peer, number):
        while True:
            request = peer.request(limit=600)
            fields = [f"x-origin: {name}", f"x-connection: {number}"]
            if request.line.startswith("HEAD "):
                peer.say(f"HTTP/1.1 {given.status} OK", f"Content-Length: {len(body)}", *fields)
            else:
                peer.reply(given.status, body, *fields)

    origin.serve(handler)
    threading.Event().wait()


main()
