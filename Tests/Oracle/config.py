#!/usr/bin/env python3
"""Whether the program judges configurations as HAProxy does.

usage: config.py PROGRAM [HAPROXY]      (default: haproxy)

Each line of config-lines.txt becomes a small configuration (`|` separates lines) and is given to both with -c. They agree
when both accept or both refuse it, both warn or both do not, and the first fault is on the same line. Differences that are
meant stand in config-differences.txt with their reason (`LINE => REASON`); any other ends the script with status 1.
"""
import os, re, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
DEFAULTS = "defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n"
FRAMES = {
    "global": "global\n %s\n" + DEFAULTS + "frontend f\n bind :8\n",
    "defaults": DEFAULTS + " %s\nfrontend f\n bind :8\n",
    "frontend": DEFAULTS + "frontend f\n bind :8\n %s\n",
    "backend": DEFAULTS + "backend b\n %s\n",
    "userlist": "userlist u\n %s\n" + DEFAULTS + "frontend f\n bind :8\n",
    "whole": "%s\n",
}


def cases():
    section = None
    for line in open(os.path.join(here, "config-lines.txt")):
        line = line.rstrip("\n")
        if not line:
            continue
        if line.startswith("[") and line.endswith("]") and line[1:-1] in FRAMES:
            section = line[1:-1]
            continue
        separator = "\n" if section == "whole" else "\n "
        yield section, line, FRAMES[section] % line.replace("|", separator)


def verdict(program, path):
    run = subprocess.run([program, "-c", "-f", path], capture_output=True, text=True, errors="replace", timeout=30)
    text = run.stdout + run.stderr
    accepted = run.returncode in (0, 2)
    alert = next((line for line in text.splitlines() if "[ALERT]" in line), "")
    place = re.search(re.escape(path) + r":(\d+)", alert)
    warns = "[WARNING]" in text
    return accepted, warns if accepted else None, place.group(1) if place and not accepted else None, text


def main():
    program, oracle = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "haproxy"
    differences = {}
    for line in open(os.path.join(here, "config-differences.txt")):
        if " => " in line:
            key, _, reason = line.rstrip("\n").rpartition(" => ")
            differences[key] = reason
    count = agreed = meant = 0
    unexplained = []
    used = set()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "t.cfg")
        for section, line, text in cases():
            with open(path, "w") as file:
                file.write(text)
            count += 1
            ours, theirs = verdict(program, path), verdict(oracle, path)
            key = f"{section}: {line}"
            if ours[:3] == theirs[:3]:
                agreed += 1
                continue
            if key in differences:
                meant += 1
                used.add(key)
                continue
            unexplained.append((key, ours, theirs))
    for key, ours, theirs in unexplained:
        print(f"## {key}")
        for name, result in (("ours", ours), ("theirs", theirs)):
            print(f" {name}: {'accepted' if result[0] else 'refused'}{' with warnings' if result[1] else ''}{' at line ' + result[2] if result[2] else ''}")
            for message in result[3].splitlines():
                if re.match(r"\[(ALERT|WARNING)", message) and "rror(s) found" not in message and "Fatal errors" not in message:
                    print("   " + re.sub(r"\(\d+\) : ", "", message).replace(folder + "/", ""))
    for key in sorted(set(differences) - used):
        print(f"no longer different: {key}")
    print(f"{count} configurations, {agreed} judged alike, {meant} differently with a reason, {len(unexplained)} without")
    sys.exit(1 if unexplained else 0)


main()
