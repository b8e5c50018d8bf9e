#!/bin/bash
# TCP mode: `tcp-request connection reject` resets without a log line; `content reject` closes, logged PR; `session reject` closes, not logged.
. "$(dirname "$0")/../lib.sh"
log_sink
ports conn sess content s1
start <<END
$standard
    mode tcp
    option tcplog
listen conn
    bind 127.0.0.1:$conn
    tcp-request connection reject if { src 127.0.0.9 }
    server s1 127.0.0.1:$s1
listen sess
    bind 127.0.0.1:$sess
    tcp-request session reject if { src 127.0.0.9 }
    server s1 127.0.0.1:$s1
listen content
    bind 127.0.0.1:$content
    tcp-request inspect-delay 500ms
    tcp-request content reject if { req.payload(0,4) -m str evil }
    tcp-request content accept if { req.len gt 3 }
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
try:
    c = connect(conn, source="127.0.0.9")
    c.expect_rst()
except Failure as error:
    match("reset", str(error))  # it may come before connect() returns
logs.none(30)
c = connect(conn); o = s.accept(); c.send("x"); o.expect("x"); c.close(); o.expect_fin(); o.close(); logs.tcp(frontend="conn", code="--")
c = connect(sess, source="127.0.0.9"); c.expect_end(); logs.none(30)
c = connect(content); c.send("ev"); s.expect_no_connection(30); c.send("il"); c.expect_end()
logs.tcp(frontend="content", server="<NOSRV>", code="PR", Tc=-1)
c = connect(content); c.send("good"); o = s.accept(); o.expect("good"); o.reply(200, ""); c.response(200)
c.close(); o.expect_fin(); o.close(); logs.tcp(frontend="content", server="s1", code="--")
# Whoever says nothing gets through when the delay is over.
t = Clock(); c = connect(content); o = s.accept(); t.took(500); c.close(); o.close()
END
