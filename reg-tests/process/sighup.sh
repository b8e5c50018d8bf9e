#!/bin/bash
# SIGHUP: one line about each server and each proxy, on the terminal and in the logs.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    default_backend be
backend be
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s1 backup
backend down
    server s3 127.0.0.1:$s1 disabled
backend spare
    server s4 127.0.0.1:$s1 disabled
    server s5 127.0.0.1:$s1 backup
END
kill -HUP "$(pid_of)"
await_log "SIGHUP: Proxy spare is running on backup servers !"
out=$(cat "$dir/main.out")
contains "$out" "SIGHUP received, dumping servers states."
contains "$out" "SIGHUP: Proxy fe has no servers. Conn: act(FE+BE): 0+0, 0 pend (0 unass), tot(FE+BE): 0+0."
contains "$out" "SIGHUP: Server be/s1 is UP. Conn: 0 act, 0 pend, 0 tot."
contains "$out" "SIGHUP: Proxy be has 1 active servers and 1 backup servers available. Conn: act(FE+BE): 0+0, 0 pend (0 unass), tot(FE+BE): 0+0."
contains "$out" "SIGHUP: Server down/s3 is DOWN. Conn: 0 act, 0 pend, 0 tot."
contains "$out" "SIGHUP: Proxy down has no server available ! Conn: act(FE+BE): 0+0, 0 pend (0 unass), tot(FE+BE): 0+0."
