#!/bin/bash
# `send-proxy` and `send-proxy-v2` tell the server the client's addresses before the first byte, once a connection.
. "$(dirname "$0")/../lib.sh"
log_sink
ports v1 v2 tcp s1
start <<END
$standard
listen v1
    bind 127.0.0.1:$v1
    server s1 127.0.0.1:$s1 send-proxy
listen v2
    bind 127.0.0.1:$v2
    server s1 127.0.0.1:$s1 send-proxy-v2
listen tcp
    mode tcp
    option tcplog
    bind 127.0.0.1:$tcp
    server s1 127.0.0.1:$s1 send-proxy
END
scenario <<'END'
import socket, struct
s = Origin(s1)
c = connect(v1); c.get(); port = c.sock.getsockname()[1]
o = s.accept(); o.expect(f"PROXY TCP4 127.0.0.1 127.0.0.1 {port} {v1}\r\n")
equal(o.request().line, "GET / HTTP/1.1"); o.reply(200, "1"); c.response(200)
c.get("/again"); equal(o.request().line, "GET /again HTTP/1.1"); o.reply(200, "2"); c.response(200)
# Another client must never get a connection that told of the first one.
d = connect(v1); d.get(); p = s.accept(); p.expect(f"PROXY TCP4 127.0.0.1 127.0.0.1 {d.sock.getsockname()[1]} {v1}\r\n"); p.request(); p.reply(200); d.response(200)
c = connect(v2); c.get(); port = c.sock.getsockname()[1]
o = s.accept()
address = socket.inet_aton("127.0.0.1")
o.expect(b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + address + address + struct.pack(">HH", port, v2))
o.request(); o.reply(200); c.response(200)
# In TCP mode the header leaves before the client has said anything.
c = connect(tcp); o = s.accept(); o.expect(f"PROXY TCP4 127.0.0.1 127.0.0.1 {c.sock.getsockname()[1]} {tcp}\r\n")
o.send("banner"); c.expect("banner"); c.send("x"); o.expect("x")
END
