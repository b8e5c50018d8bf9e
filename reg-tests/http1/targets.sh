#!/bin/bash
# Absolute-form targets, their authority against Host, asterisk, long paths: what the server sees.
. "$(dirname "$0")/../lib.sh"
start_simple "http-request set-header x-path %[path]
    http-request set-header x-host %[req.hdr(host)]
    http-request set-header x-base %[base]"
scenario <<'END'
s = Origin(s1)
c = connect(fe); o = None
def ask(line, *fields):
    global o
    c.say(line, *fields)
    if o is None: o = s.accept()
    q = o.request(); o.reply(200); c.response(200); return q
q = ask("GET http://www.example.com/a/b?c=d HTTP/1.1", "Host: www.example.com")
equal((q.line, q.get("x-path"), q.get("x-host")), ("GET http://www.example.com/a/b?c=d HTTP/1.1", "/a/b", "www.example.com"))
q = ask("GET http://www.example.com:80/a HTTP/1.1", "Host: www.example.com")
equal(q.get("x-path"), "/a")
q = ask("OPTIONS * HTTP/1.1", "Host: www.example.com"); equal(q.line, "OPTIONS * HTTP/1.1")
q = ask("GET /a//b/../c;d=e?x=%00&y HTTP/1.1", "Host: h"); equal(q.line, "GET /a//b/../c;d=e?x=%00&y HTTP/1.1")
equal((q.get("x-path"), q.get("x-base")), ("/a//b/../c;d=e", "h/a//b/../c;d=e"))
q = ask("GET http://h HTTP/1.1", "Host: h")
equal(q.line, "GET http://h/ HTTP/1.1" if release >= (3, 0) else "GET http://h HTTP/1.1")
END
