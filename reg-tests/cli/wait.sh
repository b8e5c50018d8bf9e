#!/bin/bash
# `wait`: a delay, or until a server in maintenance has no connection any more; gone with its client.
. "$(dirname "$0")/../lib.sh"
needs harrier  # a half-closed client interrupts HAProxy's wait
log_sink
ports fe s1
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    timeout client 5s
    default_backend be
backend be
    timeout server 5s
    server s1 127.0.0.1:$s1
END
scenario <<'END'
clock = Clock(); equal(cli("wait 200"), "Done.\n\n"); clock.took(200)
c = connect(fe); c.get("/"); o = Origin(s1).accept(); o.request()
equal(cli("wait 100 srv-removable be/s1"), "Failed. Only servers in maintenance mode can be deleted.\n\n")
clock = Clock(); match("^\nWait delay expired. ", cli("disable server be/s1; wait 100 srv-removable be/s1")); clock.took(100)
w = connect(env["sock"], name="cli"); w.send("wait 5s srv-removable be/s1\n"); w.expect_silence(50)
o.reply(200, "x", "Connection: close"); o.close(); c.response(200); c.close()
w.expect("Done.\n\n"); w.expect_end(); w.close(); wait_for(lambda: info("CurrStreams") == "1", "one session")
gone = connect(env["sock"], name="cli"); gone.send("wait 1h\n"); wait_for(lambda: info("CurrStreams") == "2", "two sessions"); gone.close()
wait_for(lambda: info("CurrStreams") == "1", "the abandoned one is gone")
equal(cli("wait x"), "Invalid duration.\n\n"); equal(cli("wait"), "Expects a duration in milliseconds.\n\n")
END
