#!/bin/bash
# Without reuse across clients a client's next request goes round robin; `option prefer-last-server` keeps it with its connection.
. "$(dirname "$0")/../lib.sh"
log_sink
ports robin last s1 s2
start <<END
$standard
listen robin
    bind 127.0.0.1:$robin
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
listen last
    bind 127.0.0.1:$last
    option prefer-last-server
    http-reuse never
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
END
scenario <<'END'
Origin(s1).serve(answering("1")); Origin(s2).serve(answering("2"))
for port, expected in ((robin, "1212"), (last, "1111")):
    c = connect(port); seen = ""
    for _ in range(4):
        c.get(); seen += c.response(200).body.decode()
    equal(seen, expected)
END
