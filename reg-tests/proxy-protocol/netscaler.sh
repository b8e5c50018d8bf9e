#!/bin/bash
# `accept-netscaler-cip`: the client's addresses from NetScaler's header; another magic number ends the connection.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe accept-netscaler-cip 4660
    http-request set-header x-src %[src]:%[src_port]
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
ip = bytes([0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1, 198, 51, 100, 7])
tcp = bytes([0x13, 0x88, 0, 80]) + bytes(16)
old = b"\0\0\x12\x34" + b"\0\0\0\x28" + ip + tcp
new = b"\0\0\x12\x34" + b"\0\0\0\x34" + b"\0\x02" + b"\0\x28" + ip + tcp
get = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
for header in (old, new):
    c = connect(fe); c.send(header + get)
    o = s.accept(); equal(o.request().get("x-src"), "192.0.2.1:5000"); o.reply(200, "x"); c.response(200)
    equal(logs.http(status=200).client, "192.0.2.1:5000"); c.close(); o.close()
for bad in (b"\0\0\x12\x35" + old[4:] + get, old[:17] + b"\x11" + old[18:] + get):
    c = connect(fe); c.try_send(bad); c.expect_end()
s.expect_no_connection(10)
END
