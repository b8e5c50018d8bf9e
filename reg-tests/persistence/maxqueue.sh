#!/bin/bash
# A cookie's request beyond `maxqueue`: 503 SQVN; with `option redispatch` another server, DI.
. "$(dirname "$0")/../lib.sh"
log_sink
ports plain re s1 s2
start <<END
$standard
    timeout queue 2s
listen plain
    bind 127.0.0.1:$plain
    cookie SRV insert
    server s1 127.0.0.1:$s1 cookie A maxconn 1 maxqueue 1
    server s2 127.0.0.1:$s2 cookie B
listen re
    bind 127.0.0.1:$re
    cookie SRV insert
    option redispatch
    server s1 127.0.0.1:$s1 cookie A maxconn 1 maxqueue 1
    server s2 127.0.0.1:$s2 cookie B
END
scenario <<'END'
s = Origin(s1); Origin(s2).serve(answering("2"))
for port, name in ((plain, "plain"), (int(env["re"]), "re")):
    a = connect(port); a.get("/a", "Cookie: SRV=A"); o = s.accept(); o.request()
    b = connect(port); b.get("/b", "Cookie: SRV=A"); pause(30)
    c = connect(port); c.get("/c", "Cookie: SRV=A")
    if name == "plain":
        c.response(503); logs.http(status=503, code="SQVN", request="GET /c HTTP/1.1")
    else:
        equal(c.response(200).body, b"2"); logs.http(server="s2", status=200, code="--DI", rc="+0", request="GET /c HTTP/1.1")
    # The one in the server's own queue is served when the first is done.
    o.reply(200, "", "Connection: close"); o.close(); a.response(200); logs.http(server="s1", status=200, code="--VN")
    o = s.accept(); equal(o.request().line, "GET /b HTTP/1.1"); o.reply(200, "", "Connection: close"); o.close(); b.response(200)
    logs.http(server="s1", status=200, code="--VN", sq="/[01]")
END
