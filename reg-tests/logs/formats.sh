#!/bin/bash
# Where and how messages go: priority, tag, pid, hostname, rfc5424, raw, len, min level; dontlog-normal and separate errors.
. "$(dirname "$0")/../lib.sh"
log_sink
ports raw rfc5424 host levels normal s1
start <<END
defaults
    mode http
    option httplog
    timeout client 1s
    timeout server 1s
    timeout connect 300ms
frontend raw
    bind 127.0.0.1:$raw
    log 127.0.0.1:$log format raw local1 info
    default_backend be
frontend rfc5424
    bind 127.0.0.1:$rfc5424
    log 127.0.0.1:$log format rfc5424 local2
    default_backend be
frontend host
    bind 127.0.0.1:$host
    log-tag mytag
    log 127.0.0.1:$log len 100 local3
    default_backend be
frontend levels
    bind 127.0.0.1:$levels
    log 127.0.0.1:$log local4 err
    option log-separate-errors
    http-request deny if { path /deny }
    default_backend be
frontend normal
    bind 127.0.0.1:$normal
    log 127.0.0.1:$log local5
    option dontlog-normal
    http-request return status 500 if { path /bad }
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
Origin(s1).serve(answering("x"))
def ask(port, path="/"):
    c = connect(port); c.get(path); c.response(); c.close()
ask(raw); match(r"^127\.0\.0\.1:\d+ \[.*\] raw be/s1 ", logs.raw())
ask(rfc5424); match(r"^<150>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+[+-]\d\d:\d\d \S+ haproxy \d+ - - 127\.0\.0\.1:\d+ \[", logs.raw())
ask(host, "/" + "a" * 200); l = logs.raw(); match(r"^<158>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d mytag\[\d+\]: 127\.0\.0\.1:", l); at_most(len(l), 100, "length")
ask(levels); ask(levels, "/deny"); match(r"^<163>.* levels levels/<NOSRV> .* 403 ", logs.raw())
ask(normal); ask(normal, "/bad"); match(r"^<174>.* normal normal/<NOSRV> .* 500 .*/bad", logs.raw())
logs.none(20)
END
