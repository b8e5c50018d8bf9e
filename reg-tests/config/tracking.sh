#!/bin/bash
# A server can follow another one only if that one is checked, and not in a circle.
. "$(dirname "$0")/../lib.sh"
fault() { # LINES MESSAGE
    check < <(printf 'listen a\n mode http\n bind 127.0.0.1:1\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n'; printf "$1\n")
    equal $STATUS 1 "status of $1: $OUTPUT"
    contains "$OUTPUT" "$2" "message of $1"
}
fault ' server a 127.0.0.1:80 track b\n server b 127.0.0.1:80' "[$dir/checked.cfg:7] : 'server a/a' : unable to use a/b for tracking as it does not have any check nor agent enabled."
fault ' server a 127.0.0.1:80 track b\n server b 127.0.0.1:80 track a' "[$dir/checked.cfg:8] : 'server a/b' : unable to track a/a as it belongs to a tracking chain looping back to a/b."
fault ' server a 127.0.0.1:80 track x' "'server a/a' : unable to find required server 'x' for tracking."
fault ' server a 127.0.0.1:80 track x/y' "'server a/a' : unable to find required proxy 'x' for tracking."
fault ' server a 127.0.0.1:80 track a check' "'server a/a' : unable to enable checks and tracking at the same time!"
fault ' server a 127.0.0.1:80 track' "'track' expects [<proxy>/]<server> as argument."
check <<'END'
listen a
    mode http
    bind 127.0.0.1:1
    timeout client 1s
    timeout server 1s
    timeout connect 1s
    server a 127.0.0.1:80 track b/c
    server b 127.0.0.1:80 track a
backend b
    timeout server 1s
    timeout connect 1s
    server c 127.0.0.1:80 check
END
equal $STATUS 0 "status: $OUTPUT"
