#!/bin/bash
# With no option set, a half-close after a whole request is legal: 200. HAProxy 3.4 itself gives 400.
. "$(dirname "$0")/../lib.sh"
is_harrier || only 2.6
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.get(); c.fin()
o = s.accept(); o.request()
o.reply(200, "hello")
equal(c.response(200).body, b"hello")
c.expect_fin()
logs.http(server="s1", status=200, code="----")
END
