#!/bin/bash
# `h1-case-adjust` with `option h1-case-adjust-bogus-client/-server`: field names in the letters that old peers want.
. "$(dirname "$0")/../lib.sh"
start_simple "option h1-case-adjust-bogus-client" "option h1-case-adjust-bogus-server" "" "h1-case-adjust x-answer X-ANSWER
    h1-case-adjust host HoSt
    h1-case-adjust content-length Content-Length"
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.say("GET / HTTP/1.1", "host: a", "X-Other: b"); o = s.accept(); q = o.request()
equal(q.names(), ["HoSt", "x-other"])
o.reply(200, "hello", "x-Answer: y"); r = c.response(200)
equal(r.names(), ["Content-Length", "X-ANSWER"])
END
