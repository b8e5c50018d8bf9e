#!/bin/bash
# return and deny with content: strings, formats, files, error files, headers, statuses; heads for HEAD, none for 204.
. "$(dirname "$0")/../lib.sh"
ports fe
log_sink
printf 'file body' >"$dir/body"
printf 'HTTP/1.1 404 Nope\r\nx-a: b\r\ncontent-type: text/html\r\ncontent-length: 5\r\n\r\nhello' >"$dir/page"
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    http-request return if { path /plain }
    http-request return status 204 if { path /204 }
    http-request return status 201 content-type text/plain string "abc" hdr x-a %[path] hdr x-b "%[req.hdr(nope)]" if { path /string }
    http-request return content-type text/plain lf-string "%[method] %ci" if { path /format }
    http-request return content-type text/css file $dir/body if { path /file }
    http-request return status 404 errorfile $dir/page if { path /page }
    http-request return status 503 default-errorfiles if { path /default }
    http-request deny deny_status 429 if { path /429 }
    http-request deny status 418 if { path /418 }
    http-request deny status 404 content-type text/plain string "gone" hdr x-a b if { path /deny }
    http-request deny
END
scenario <<'END'
c = connect(fe)
def ask(path, status, body, code, **fields):
    c.get(path); r = c.response(status)
    equal(r.body, body, path)
    for name, value in fields.items(): equal(r.get(name.replace("_", "-")), value, path + " " + name)
    logs.http(status=status, code=code, server="<NOSRV>")
    return r
ask("/plain", 200, b"", "LR--", content_length="0")
ask("/204", 204, b"", "LR--", content_length=None)
r = ask("/string", 201, b"abc", "LR--", content_type="text/plain", x_a="/string", content_length="3")
equal([h[0] for h in r.headers][:1], ["x-a"])
ask("/format", 200, b"GET 127.0.0.1", "LR--")
ask("/file", 200, b"file body", "LR--", content_type="text/css")
ask("/page", 404, b"hello", "LR--", x_a="b")
ask("/default", 503, b"<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>\n", "LR--")
ask("/429", 429, b"<html><body><h1>429 Too Many Requests</h1>\nYou have sent too many requests in a given amount of time.\n</body></html>\n", "PR--")
ask("/418", 418, b"", "PR--", content_length="0")
ask("/deny", 404, b"gone", "PR--", x_a="b")
ask("/", 403, b"<html><body><h1>403 Forbidden</h1>\nRequest forbidden by administrative rules.\n</body></html>\n", "PR--")
c.say("HEAD /string HTTP/1.1", "Host: a"); r = c.head(); equal((r.status, r.get("content-length")), (201, "3"))
c.expect_silence(30)
END
