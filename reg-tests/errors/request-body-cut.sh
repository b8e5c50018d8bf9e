#!/bin/bash
# A request body cut by the client's FIN: the server's connection ends; 3.4 logs 400 CH--, 2.6 -1 CD--.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
c = connect(fe); c.say("POST / HTTP/1.1", "Host: a", "Content-Length: 10", body="12345")
o = s.accept(); h = o.head(); o.expect("12345")
c.fin()
answer = c.rest()
true(answer == b"" or answer.startswith(b"HTTP/1.1 400 "), f"nothing or 400: {answer}")
if release < (3, 0):
    logs.http(server="s1", status=-1, code="CD--", Tr=-1)
else:
    logs.http(server="s1", status=400, code="CH--", Tr=-1)
o.expect_end()
END
