#!/bin/bash
# Checks go where `port` and `addr` say, and begin with the PROXY header of traffic under `check-send-proxy`.
. "$(dirname "$0")/../lib.sh"
ports fe s1 c1 c2 c3
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    balance roundrobin
    server port 127.0.0.1:$s1 check port $c1 inter 100ms
    server addr 127.0.0.9:$c1 check addr 127.0.0.1 inter 100ms 
backend pp
    option httpchk
    server v1 127.0.0.1:$s1 check port $c2 inter 100ms check-send-proxy
    server v2 127.0.0.1:$s1 check port $c3 inter 100ms check-send-proxy send-proxy-v2
END
scenario <<'END'
k = Origin(c1)
wait_for(lambda: stat("be", "port", "check_status").replace("* ", "") == "L4OK", "the check's own port answers")
wait_for(lambda: stat("be", "addr", "check_status").replace("* ", "") == "L4OK", "the check's own address answers")
v1 = Origin(c2).accept()
match(r"^PROXY TCP4 127\.0\.0\.1 127\.0\.0\.1 \d+ %d" % c2, octets(v1.read_to("\r\n")).decode())
equal(v1.request().line, "OPTIONS / HTTP/1.0"); v1.reply(200, ""); v1.close()
v2 = Origin(c3).accept()
v2.expect(b"\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00")
equal(v2.request().line, "OPTIONS / HTTP/1.0"); v2.reply(200, ""); v2.close()
wait_for(lambda: stat("pp", "v1", "check_status").replace("* ", "") in ("L7OK", "L4CON", "L7TOUT"), "a verdict")
END
