#!/bin/bash
# `accept-proxy`: version 1 headers set the addresses; a bad or missing one ends the connection.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe accept-proxy
    http-request set-header x-src %[src]:%[src_port]
    http-request set-header x-dst %[dst]:%[dst_port]
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
def through(header, src, dst):
    c = connect(fe); c.send(header + "GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    o = s.accept(); q = o.request()
    equal((q.get("x-src"), q.get("x-dst")), (src, dst))
    o.reply(200, "ok"); c.response(200); c.close(); o.close()
    l = logs.http(status=200, code="----")
    equal(l.client, src)
through("PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\r\n", "192.0.2.1:5000", "198.51.100.2:443")
through("PROXY TCP6 2001:db8::1 2001:db8::2 5001 444\r\n", "2001:db8::1:5001", "2001:db8::2:444")
c = connect(fe); c.send("PROXY UNKNOWN\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
o = s.accept(); q = o.request(); match(r"^127\.0\.0\.1:\d+$", q.get("x-src")); o.reply(200); c.response(200)
logs.http(status=200); c.close(); o.close()
# Byte by byte is the same; HAProxy wants the header in one piece.
if is_harrier:
    c = connect(fe)
    for byte in "PROXY TCP4 192.0.2.1 198.51.100.2 5000 443\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n":
        c.send(byte)
    o = s.accept(); equal(o.request().get("x-src"), "192.0.2.1:5000"); o.reply(200); c.response(200); logs.http(status=200)
for bad in ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "PROXY TCP4 1.2.3.x 1.2.3.4 1 2\r\n", "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
            "PROXY TCP4 1.2.3.4 1.2.3.4 70000 2\r\n" if is_harrier else "PROXY\r\n",
            "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 " + "x" * 100 + "\r\n"):
    c = connect(fe); c.try_send(bad); c.expect_end()
s.expect_no_connection(10)
END
