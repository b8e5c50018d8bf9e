#!/bin/bash
# `show stat` and `show info` as CSV, typed, JSON and with descriptions; selection by proxy, kind and server.
. "$(dirname "$0")/../lib.sh"
ports fe s1 s2
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe name front
    option socket-stats
    default_backend be
backend be
    server s1 127.0.0.1:$s1 weight 10
    server s2 127.0.0.1:$s2 disabled
END
scenario <<'END'
import json
lines = cli("show stat").split("\n"); head = lines[0]
equal({l.count(",") for l in lines if l}, {head.count(",")})
names = lambda text: [tuple(l.split(",")[:2]) for l in text.split("\n")[1:] if l]
equal(names(cli("show stat")), [("fe", "FRONTEND"), ("fe", "front"), ("be", "s1"), ("be", "s2"), ("be", "BACKEND")])
equal(names(cli("show stat be 4 -1")), [("be", "s1"), ("be", "s2")])
equal(names(cli("show stat be 4 2")), [("be", "s2")]); equal(names(cli("show stat -1 1 -1")), [("fe", "FRONTEND")])
equal(names(cli("show stat fe 8 -1")), [("fe", "front")]); equal(names(cli("show stat 99 -1 -1")), [])
equal(names(cli("show stat be 4 -1 no-maint")), [("be", "s1")])
equal(cli("show stat nope 4 -1"), "No such proxy.\n\n"); equal(cli("show stat domain nope"), "Invalid statistics domain.\n\n")
tags = r"[MSKCP][AaCDGLMmNORT][CPSs]" + ("[VP]" if release >= (3, 0) else "")
for line in cli("show stat typed").split("\n"):
    if line: match(rf"^[FBSL]\.\d+\.\d+\.\d+\.[A-Za-z0-9_]+\.1:{tags}:(s32|u32|u64|str|flt):", line)
for line in cli("show info typed").split("\n"):
    if line: match(rf"^\d+\.[^.]+\.1:{tags}:(s32|s64|u32|u64|str|flt):", line)
match(rf"(?m)^S\.\d+\.1\.18\.weight\.1:MaP.?:u32:10$", cli("show stat typed"))
objects = json.loads(cli("show stat json")); equal(len(objects), 5)
server = [o for o in objects if o[0]["objType"] == "Server"][0]
equal(server[0]["field"], {"pos": 0, "name": "pxname"}); equal(server[0]["value"], {"type": "str", "value": "be"})
equal({f["field"]["name"]: f["value"]["value"] for f in server}["weight"], 10)
fields = json.loads(cli("show info json")); equal(fields[0]["field"]["name"], "Name"); equal(fields[0]["value"]["value"], "HAProxy")
equal(fields[3]["tags"], {"origin": "Config", "nature": "Gauge", "scope": "Service"})
match(r'(?m)^Name: HAProxy:"', cli("show info desc"))
match(r"(?m)^Uptime_sec: \d+\.\d{1,6}$", cli("show info float"))
equal([l.split(":")[0] for l in cli("show info").split("\n")][:6], ["Name", "Version", "Release_date", "Nbthread", "Nbproc", "Process_num"])
equal(stat("be", "s2", "status"), "MAINT")
END
