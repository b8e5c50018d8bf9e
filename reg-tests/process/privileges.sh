#!/bin/bash
# `user`, `group`, `chroot`: the process serves under them, bound where only root may.
. "$(dirname "$0")/../lib.sh"
[ "$(id -u)" = 0 ] || skip "needs root"
start_simple "" "" "" "user daemon
    group daemon
    chroot $dir"
pid=$(pid_of)
equal "$(awk '/^Uid:/{print $2,$3,$4,$5}' /proc/$pid/status)" "1 1 1 1"
equal "$(awk '/^Gid:/{print $2,$3,$4,$5}' /proc/$pid/status)" "1 1 1 1"
equal "$(awk '/^Groups:/{print $2}' /proc/$pid/status)" ""
equal "$(readlink /proc/$pid/root)" "$dir"
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get("/"); o = s.accept(); o.request(); o.reply(200, "x"); c.response(200)
logs.http(status=200)
END
