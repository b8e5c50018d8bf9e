#!/bin/bash
# Addresses that cannot be: the sentence names what is wrong, and the status is 1.
. "$(dirname "$0")/../lib.sh"
wrong() {
    check <<END
frontend f
    mode tcp
    timeout client 1s
    bind $1
    default_backend b
backend b
    mode tcp
    timeout connect 1s
    timeout server 1s
    server s ${3:-127.0.0.1:1}
END
    equal "$STATUS" 1 "status for '$1'"
    contains "$OUTPUT" "$2" "the alert for '$1'"
}
wrong 127.0.0.1 "missing port specification in '127.0.0.1'"
wrong 127.0.0.1:99999 "invalid port '99999'"
wrong 127.0.0.1:0 "invalid port '0'"
wrong 127.0.0.1:8010-8000 "invalid port range '8010-8000'"
wrong 127.0.0.1:+80 "port offset not permitted here in '127.0.0.1:+80'"
wrong ipv4@::1:80 "invalid address: '::1' in 'ipv4@::1:80'"
wrong ipv6@127.0.0.1:80 "invalid address: '127.0.0.1' in 'ipv6@127.0.0.1:80'"
wrong udp@127.0.0.1:80 "dgram-type address not acceptable in 'udp@127.0.0.1:80'"
wrong fd@x "file descriptor 'x' is not a valid integer in 'fd@x'"
wrong nosuch.invalid:80 "invalid address: 'nosuch.invalid' in 'nosuch.invalid:80'"
wrong :1 "port range not permitted here in '127.0.0.1:1-2'" 127.0.0.1:1-2
wrong :1 "a file descriptor is not acceptable here in 'fd@3'" fd@3
wrong "/$(printf 'x%.0s' {1..110})" "too long (max 97)"
exit 0
