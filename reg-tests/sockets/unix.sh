#!/bin/bash
# A unix socket: mode, traffic, the client's name in logs, a server behind another one.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe
start <<END
$standard
frontend fe
    bind $dir/front.sock mode 640
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 unix@$dir/origin.sock
END
equal "$(stat -c %a "$dir/front.sock")" 640 "the file's mode"
scenario <<'END'
s = Origin(dir + "/origin.sock")
c = connect(dir + "/front.sock"); c.get("/a")
o = s.accept(); equal(o.request().line, "GET /a HTTP/1.1"); o.reply(200, "x"); equal(c.response(200).body, b"x")
equal(logs.http(status=200, code="----").client, "unix:1")
c.get("/b"); equal(o.request().line, "GET /b HTTP/1.1"); o.reply(200, "y"); equal(c.response(200).body, b"y")
END
if is_harrier; then
    stop main USR1
    [ -e "$dir/front.sock" ] && fail "the file outlives the program"
fi
exit 0
