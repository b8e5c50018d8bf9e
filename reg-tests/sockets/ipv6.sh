#!/bin/bash
# IPv6: addresses with and without brackets, `v6only` beside IPv4 on the same port, `v4v6` for both, addresses in logs.
. "$(dirname "$0")/../lib.sh"
[ -e /proc/net/if_inet6 ] || skip "needs IPv6"
log_sink
ports a b c
start <<END
$standard
frontend fe
    bind [::1]:$a
    bind :::$b v6only
    bind 0.0.0.0:$b
    bind :::$c v4v6
    http-request return status 200 content-type text/plain lf-string "%[src] %[dst]"
END
scenario <<'END'
def ask(port, host):
    peer = connect(port, host=host); peer.get("/")
    return peer.response(200).body.decode()
equal(ask(a, "::1"), "::1 ::1")
equal(ask(b, "::1"), "::1 ::1")
equal(ask(b, "127.0.0.1"), "127.0.0.1 127.0.0.1")
equal(ask(c, "::1"), "::1 ::1")
equal(ask(c, "127.0.0.1"), "::ffff:127.0.0.1 ::ffff:127.0.0.1")
END
