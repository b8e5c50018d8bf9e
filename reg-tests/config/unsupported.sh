#!/bin/bash
# A word of HAProxy 3.4 without effect here is refused by name; a removed one names its successor; a tuning hint is told under -dD.
. "$(dirname "$0")/../lib.sh"
needs harrier
fault() { # TEXT MESSAGE
    check < <(printf "$1")
    equal $STATUS 1 "status of $1: $OUTPUT"
    contains "$OUTPUT" "$2" "message of $1"
}
known="is known to HAProxy 3.4 but not supported by Harrier 0.1"
fault 'global\n ssl-default-bind-options no-sslv3\n' "'ssl-default-bind-options' $known"
fault 'frontend f\n bind :443 ssl crt x\n' "'bind :443' in section 'frontend' : 'ssl' $known"
fault 'backend b\n server s 127.0.0.1:443 ssl\n' "'server b/s' : 'ssl' $known"
fault 'backend b\n stick-table type ip size 1k\n' "'stick-table' $known"
fault 'frontend f\n mode log\n' "proxy mode 'log' $known"
fault 'global\n thread-groups 2\n' "$known"
fault 'backend b\n clitimeout 3\n' "Use 'timeout client'."
fault 'backend b\n reqadd x\n' "Use 'http-request add-header'"
fault 'global\n nbproc 2\n' "nbproc"
fault 'frontend f 127.0.0.1:80\n' "please use the 'bind' keyword for listening addresses."
hints=$'global\n busy-polling\n tune.recv_enough 10000\n tune.fd.edge-triggered on\n profiling.tasks auto\nfrontend f\n bind 127.0.0.1:1\n timeout client 1s\n'
check -dW <<<"$hints"
equal $STATUS 0 "hints are no warnings: $OUTPUT"
lacks "$OUTPUT" busy-polling
check -dD <<<"$hints"
equal $STATUS 0 "hints under -dD: $OUTPUT"
contains "$OUTPUT" "'busy-polling' is a tuning hint that has no effect in Harrier"
contains "$OUTPUT" "'tune.recv_enough' is a tuning hint that has no effect in Harrier"
