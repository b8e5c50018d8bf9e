#!/bin/bash
# A TCP frontend routes by the server name of a TLS greeting, however the greeting is split.
. "$(dirname "$0")/../lib.sh"
ports fe a b
log_sink
start <<END
$standard
defaults
    mode tcp
    timeout client 1s
    timeout server 1s
    timeout connect 300ms
frontend fe
    bind 127.0.0.1:$fe
    tcp-request inspect-delay 400ms
    tcp-request content reject if !{ req.ssl_hello_type 1 }
    tcp-request content accept if { req.ssl_sni -m found }
    use_backend one if { req.ssl_sni -i one.example }
    use_backend two if { req.ssl_sni -m end .two.example } { req.ssl_ver gt 3.0 }
backend one
    server s 127.0.0.1:$a
backend two
    server s 127.0.0.1:$b
END
scenario <<'END'
import struct
def hello(name):
    name = name.encode()
    sni = struct.pack("!HBH", len(name) + 3, 0, len(name)) + name
    ext = struct.pack("!HH", 0x0017, 0) + struct.pack("!HH", 0, len(sni)) + sni
    body = b"\x03\x03" + bytes(32) + b"\0" + struct.pack("!H", 4) + b"\x13\x01\x13\x02" + b"\1\0" + struct.pack("!H", len(ext)) + ext
    hs = b"\1" + struct.pack("!I", len(body))[1:] + body
    return b"\x16\x03\x01" + struct.pack("!H", len(hs)) + hs
A, B = Origin(a), Origin(b)
h = hello("ONE.example")
c = connect(fe); c.send(h); o = A.accept(); o.expect(h); c.close(); o.close()
h = hello("x.two.example")
for at in (1, 5, 9, 43, len(h) - 1):
    c = connect(fe); c.send(h[:at]); B.expect_no_connection(20); c.send(h[at:]); o = B.accept(); o.expect(h); c.close(); o.close()
c = connect(fe); c.send("GET / HTTP/1.0\r\n\r\n"); c.expect_end()
A.expect_no_connection(10); B.expect_no_connection(10)
END
