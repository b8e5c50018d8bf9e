#!/bin/bash
# `unix-bind` gives prefix, mode, user and group to unix sockets whose lines do not say.
. "$(dirname "$0")/../lib.sh"
[ "$(id -u)" = 0 ] || skip "needs root"
ports fe s1
start <<END
global
    unix-bind prefix $dir mode 600 user daemon group daemon
$standard
frontend fe
    bind 127.0.0.1:$fe
    bind /a.sock
    bind unix@/b.sock mode 644
    http-request return status 200 content-type text/plain string hello
END
equal "$(stat -c '%a %U %G' "$dir/a.sock")" "600 daemon daemon"
equal "$(stat -c '%a %U %G' "$dir/b.sock")" "644 daemon daemon"
scenario <<'END'
for name in "/a.sock", "/b.sock":
    c = connect(dir + name); c.get("/"); equal(c.response(200).body, b"hello"); c.close()
END
