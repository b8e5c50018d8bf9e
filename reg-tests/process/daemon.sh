#!/bin/bash
# `-D`: the parent's status is 0 once traffic is served; the pid file names the process, whose terminal is closed.
. "$(dirname "$0")/../lib.sh"
ports fe s1
configure main <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
END
output=$("$PROGRAM" -D -p "$dir/pid" -f "$dir/main.cfg" 2>&1 </dev/null)
equal "$?" 0 "the parent's status"
equal "$output" "" "the parent's output"
pid=$(cat "$dir/pid")
PIDS[helper_daemon]=$pid
kill -0 "$pid" || fail "process $pid is not there"
for fd in 0 1 2; do
    case $(readlink "/proc/$pid/fd/$fd") in /dev/null|"") ;; *) fail "descriptor $fd is $(readlink "/proc/$pid/fd/$fd")" ;; esac
done
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get("/"); o = s.accept(); o.request(); o.reply(200, "x"); c.response(200)
END
kill -TERM "$pid"
for _ in {1..500}; do kill -0 "$pid" 2>/dev/null || break; nap 0.01; done
unset "PIDS[helper_daemon]"
"$PROGRAM" -D -p /nonexistent/pid -f "$dir/main.cfg" >"$dir/out" 2>&1 </dev/null
equal "$?" 1 "status without a pid file"
contains "$(cat "$dir/out")" "Cannot create pidfile /nonexistent/pid"
if is_harrier; then
    printf 'global\n    chroot /nonexistent\n' >"$dir/root.cfg"
    "$PROGRAM" -D -f "$dir/root.cfg" -f "$dir/main.cfg" >"$dir/out" 2>&1 </dev/null
    equal "$?" 1 "status when the child cannot serve"
    contains "$(cat "$dir/out")" "Cannot chroot(/nonexistent)."
fi
exit 0
