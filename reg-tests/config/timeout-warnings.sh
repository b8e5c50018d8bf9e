#!/bin/bash
# A proxy without the timeouts that keep it from filling up is warned about, once; zero counts as none.
. "$(dirname "$0")/../lib.sh"
warned() { # TEXT NAME
    check < <(printf "$1")
    equal $STATUS 0 "status of $1: $OUTPUT"
    contains "$OUTPUT" "missing timeouts for $2." "warning of $1"
    contains "$OUTPUT" "timeouts are set to a non-zero value: 'client', 'connect', 'server'."
}
silent() { # TEXT
    check < <(printf "$1")
    equal $STATUS 0 "status of $1: $OUTPUT"
    lacks "$OUTPUT" WARNING "warnings of $1"
}
warned 'frontend a\n bind 127.0.0.1:1\n' "frontend 'a'"
warned 'frontend a\n bind 127.0.0.1:1\n timeout client 0\n' "frontend 'a'"
warned 'listen a\n bind 127.0.0.1:1\n timeout client 1s\n server s 127.0.0.1:9\n' "proxy 'a'"
warned 'frontend f\n bind 127.0.0.1:1\n timeout client 1s\nbackend b\n timeout connect 1s\n server s 127.0.0.1:9\n' "backend 'b'"
warned 'listen a\n mode http\n bind 127.0.0.1:1\n timeout client 1s\n timeout connect 1s\n timeout tunnel 1s\n server s 127.0.0.1:9\n' "proxy 'a'"
silent 'listen a\n mode tcp\n bind 127.0.0.1:1\n timeout client 1s\n timeout connect 1s\n timeout tunnel 1s\n server s 127.0.0.1:9\n'
silent 'frontend f\n bind 127.0.0.1:1\n timeout client 1s\nbackend b\n'
silent 'frontend f\n bind 127.0.0.1:1\n timeout client 1s\nfrontend g\n disabled\n bind 127.0.0.1:2\n'
check <<'END'
frontend f
    bind 127.0.0.1:1
    timeout client 1s
frontend g
    timeout client 1s
END
contains "$OUTPUT" "frontend 'g' has no 'bind' directive. Please declare it as a backend if this was intended."
if at_least 3.4; then
    check <<'END'
defaults
    timeout client 5
    timeout server 0
    timeout connect 5ms
frontend f
    bind 127.0.0.1:1
END
    equal $STATUS 0 "status: $OUTPUT"
    contains "$OUTPUT" "'timeout client 5' in defaults '' is suspiciously small for a value in milliseconds. Please use an explicit unit ('5ms') if that was the intent."
    lacks "$OUTPUT" "timeout server 0"
    lacks "$OUTPUT" "timeout connect"
fi
