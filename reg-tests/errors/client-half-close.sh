#!/bin/bash
# A client that half-closes after a whole request gets its answer, unless `option abortonclose` says otherwise: 400 CH--.
. "$(dirname "$0")/../lib.sh"
log_sink
ports with without s1
start <<END
$standard
listen with
    bind 127.0.0.1:$with
    option abortonclose
    server s1 127.0.0.1:$s1
listen without
    bind 127.0.0.1:$without
    no option abortonclose
    server s1 127.0.0.1:$s1
END
scenario <<'END'
s = Origin(s1)
c = connect(without); c.get(); c.fin()
o = s.accept(); o.request()
c.expect_silence(50)
o.reply(200, "hello")
equal(c.response(200).body, b"hello")
c.expect_fin()
logs.http(frontend="without", server="s1", status=200, code="----")

c = connect(int(env["with"])); c.get()
o = s.accept(); o.request(); c.fin()
r = c.response(400)
c.expect_fin()
logs.http(frontend="with", server="s1", status=400, code="CH--")
o.expect_end()
END
