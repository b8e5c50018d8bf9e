#!/usr/bin/python3
"""Plays a scenario: Python from standard input, with everything of wire.py at hand.

Names of ports (see `ports` in lib.sh) are integers; `dir` is the script's folder; `logs` reads the log sink.
Exit status: 0 played through, 1 something else was seen, 75 the right thing came late.
"""

import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True

import wire  # noqa: E402


def main():
    source = sys.stdin.read()
    names = {name: value for name, value in vars(wire).items() if not name.startswith("_")}
    for port in os.environ.get("PORT_NAMES", "").split():
        names[port] = int(os.environ[port])
    names["dir"] = os.environ.get("dir", "")
    names["logs"] = wire.Logs()
    names["is_harrier"] = os.environ.get("REG_TEST_IS_HARRIER") == "1"
    names["release"] = tuple(int(n) for n in os.environ.get("REG_TEST_RELEASE", "3.4").split("."))
    names["env"] = os.environ
    try:
        exec(compile(source, "scenario", "exec"), names)
    except BaseException as error:  # every way to end is told alike
        lines = source.split("\n")
        for frame in traceback.extract_tb(error.__traceback__):
            if frame.filename == "scenario":
                print(f"scenario line {frame.lineno}: {lines[frame.lineno - 1].strip()}")
        if isinstance(error, wire.Failure):
            print(error)
        else:
            print("".join(traceback.format_exception(error)))
        sys.stdout.flush()
        os._exit(75 if isinstance(error, wire.Late) else 1)
    sys.stdout.flush()
    os._exit(0)


main()
