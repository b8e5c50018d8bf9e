#!/bin/bash
# `unique-id-format` and `unique-id-header`: one identifier a request, the same towards the server and in the line.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    unique-id-format %{+X}o%ci:%cp_%fi:%fp_%Ts_%rt:%pid
    unique-id-header X-Unique-ID
    log-format "id=%ID"
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
origin = Origin(s1)
c = connect(fe); port = c.sock.getsockname()[1]
seen = []
for _ in range(2):
    c.get("/")
    if not seen: o = origin.accept()
    id = o.request().get("x-unique-id"); o.reply(200, "x"); c.response(200)
    match(rf"^7F000001:{port:X}_7F000001:{fe:X}_[0-9A-F]{{8}}_[0-9A-F]{{4}}:[0-9A-F]{{4,}}$", id)
    equal(logs.next(), "id=" + id)
    seen.append(id)
true(seen[0] != seen[1], "identifiers differ")
END
