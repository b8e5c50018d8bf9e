#!/bin/bash
# What readers could misread is written as #XX; +Q quotes, +E protects by backslashes, and blanks inside values stay.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    capture request header X-A len 30
    capture request header X-B len 4
    capture request header X-None len 4
    log-format "%r|%{+Q}r|%hr|%{+Q}hr|%hrl|%{+Q}hrl|%{+E}[capture.req.hdr(0)]|%{+Q,+E}[capture.req.hdr(0)]|%[capture.req.hdr(1)]|%[capture.req.hdr(2)]|%{+Q}[capture.req.hdr(2)]|%CC|%{+Q}CC|  %HQ  |"
    http-request deny if { always_true }
END
scenario <<'END'
c = connect(fe); c.get("/p?q=%22&{}", 'X-A: x"#{|}y]\\ z', "X-B: 123456"); c.response(403)
a = r"x#22#23#7B#7C#7Dy]\ z"
equal(logs.next(), "GET /p?q=%22&{} HTTP/1.1|\"GET /p?q=%22&{} HTTP/1.1\"|{" + a + "|1234|}|\"{" + a + "|1234|}\"|"
      + a + " 1234 -|\"" + a + "\" \"1234\" \"\"|" + r'x\"#{|}y\]\\ z|"x\"#{|}y\]\\ z"|1234|-|""|-|""| ?q=%22&{} |')
END
