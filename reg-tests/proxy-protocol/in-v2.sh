#!/bin/bash
# `accept-proxy`: version 2 headers, v4, v6, LOCAL, with TLVs to skip; malformed ones end the connection.
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
import socket, struct
s = Origin(s1)
sig = b"\r\n\r\n\0\r\nQUIT\n"
get = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
def header(command, family, payload):
    return sig + bytes([0x20 | command, family]) + struct.pack(">H", len(payload)) + payload
v4 = socket.inet_aton("192.0.2.1") + socket.inet_aton("198.51.100.2") + struct.pack(">HH", 5000, 443)
v6 = socket.inet_pton(socket.AF_INET6, "2001:db8::1") + socket.inet_pton(socket.AF_INET6, "2001:db8::2") + struct.pack(">HH", 5001, 444)
tlv = b"\x02\0\x03foo" + b"\x04\0\x02\0\0"
for head, src, dst in (
        (header(1, 0x11, v4), "192.0.2.1:5000", "198.51.100.2:443"),
        (header(1, 0x11, v4 + tlv), "192.0.2.1:5000", "198.51.100.2:443"),
        (header(1, 0x21, v6), "2001:db8::1:5001", "2001:db8::2:444"),
        (header(0, 0, b""), None, None),
        (header(0, 0x11, v4), None, None)):
    # HAProxy wants the header in one piece.
    for split in (False, True) if is_harrier else (False,):
        c = connect(fe)
        if split:
            for at in range(len(head)):
                c.send(head[at:at + 1])
            c.send(get)
        else:
            c.send(head + get)
        o = s.accept(); q = o.request()
        if src:
            equal((q.get("x-src"), q.get("x-dst")), (src, dst))
        else:
            match(r"^127\.0\.0\.1:\d+$", q.get("x-src"))
        o.reply(200); c.response(200); c.close(); o.close(); logs.http(status=200)
for bad in (sig + b"\x31\x11\0\x0c" + v4, sig + b"\x2f\x11\0\x0c" + v4, header(1, 0x11, v4[:8]), b"\r\n\r\n\0\r\nQUIX\n" + b"\0" * 16):
    c = connect(fe); c.try_send(bad + get); c.expect_end()
s.expect_no_connection(10)
END
