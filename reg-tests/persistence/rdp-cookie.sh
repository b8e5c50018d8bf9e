#!/bin/bash
# `persist rdp-cookie`: the address in an RDP client's first packet leads to the server; a foreign one is balanced.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1 s2
start <<END
$standard
listen fe
    bind 127.0.0.1:$fe
    mode tcp
    option tcplog
    persist rdp-cookie
    tcp-request inspect-delay 500ms
    tcp-request content accept if { req.len gt 11 }
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
END
scenario <<'END'
origins = {"s1": Origin(s1), "s2": Origin(s2)}
def packet(port, host=(127, 0, 0, 1)):
    address = int.from_bytes(bytes(host), "little"); swapped = int.from_bytes(port.to_bytes(2, "big"), "little")
    cookie = f"Cookie: msts={address}.{swapped}.0000\r\n".encode()
    length = 11 + len(cookie)
    return bytes([3, 0, 0, length, length - 5, 0xe0, 0, 0, 0, 0, 0]) + cookie
for port, name in ((s2, "s2"), (s2, "s2"), (s1, "s1"), (s1, "s1")):
    c = connect(fe); c.send(packet(port)); o = origins[name].accept(); o.expect(packet(port)); o.close(); c.close(); logs.tcp(server=name)
END
