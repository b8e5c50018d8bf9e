#!/bin/bash
# tcp-request content waits for bytes, up to the inspect delay; WAIT_END; payload; accept and reject.
. "$(dirname "$0")/../lib.sh"
ports fe slow s1
log_sink
start <<END
$standard
defaults
    mode tcp
    log global
    option tcplog
    timeout client 1s
    timeout server 1s
    timeout connect 300ms
frontend fe
    bind 127.0.0.1:$fe
    tcp-request inspect-delay 300ms
    acl magic req.payload(0,4) -m bin 4d414749
    tcp-request content accept if magic
    tcp-request content reject if { req.len gt 8 }
    tcp-request content reject if WAIT_END
    default_backend be
frontend slow
    bind 127.0.0.1:$slow
    tcp-request inspect-delay 200ms
    tcp-request content accept if WAIT_END
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
# Known at once, or in two steps.
c = connect(fe); c.send("MAGIC"); o = s.accept(); o.expect(b"MAGIC"); o.send("x"); c.expect(b"x"); c.close(); o.close()
c = connect(fe); c.send("MA"); s.expect_no_connection(50); c.send("GI"); o = s.accept(); o.expect(b"MAGI"); c.close(); o.close()
# Too long without the magic: at once. Nothing certain: after the delay.
c = connect(fe); c.send("0123456789"); c.expect_end()
c = connect(fe); t = Clock(); c.send("abcd"); c.expect_end()
c = connect(fe); t = Clock(); c.send("ab"); c.expect_end(); t.took(300)
# WAIT_END alone holds everybody until the delay is over.
c = connect(slow); t = Clock(); c.send("hello"); o = s.accept(); t.took(200); o.expect(b"hello"); c.close(); o.close()
s.expect_no_connection(10)
END
for code in PR; do await_log " fe/?.* $code " ; done
