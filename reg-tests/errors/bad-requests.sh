#!/bin/bash
# Requests that break the grammar or the framing get 400, are logged `<BADREQ>` PR-- and never reach a server.
. "$(dirname "$0")/../lib.sh"
start_simple
scenario <<'END'
s = Origin(s1)
h = "Host: a\r\n"
cases = {
    "nothing but a method": "GET\r\n\r\n",
    "HTTP/0.9": "GET /\r\n\r\n",
    "no method": " / HTTP/1.1\r\n" + h + "\r\n",
    "junk version": "GET / HTTQ/1.1\r\n" + h + "\r\n",
    "version without digits": "GET / HTTP/a.b\r\n" + h + "\r\n",
    "space before colon": "GET / HTTP/1.1\r\n" + h + "X-A : b\r\n\r\n",
    "space in a name": "GET / HTTP/1.1\r\n" + h + "X A: b\r\n\r\n",
    "empty name": "GET / HTTP/1.1\r\n" + h + ": b\r\n\r\n",
    "no colon": "GET / HTTP/1.1\r\n" + h + "abc\r\n\r\n",
    "control byte in a name": "GET / HTTP/1.1\r\n" + h + "X\x01: b\r\n\r\n",
    "first field folded": "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
    "two lengths": "POST / HTTP/1.1\r\n" + h + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "list of lengths": "POST / HTTP/1.1\r\n" + h + "Content-Length: 1, 2\r\n\r\nab",
    "empty length": "POST / HTTP/1.1\r\n" + h + "Content-Length:\r\n\r\n",
    "negative length": "POST / HTTP/1.1\r\n" + h + "Content-Length: -1\r\n\r\n",
    "plus sign": "POST / HTTP/1.1\r\n" + h + "Content-Length: +1\r\n\r\na",
    "hexadecimal length": "POST / HTTP/1.1\r\n" + h + "Content-Length: 0x1\r\n\r\na",
    "length with a space": "POST / HTTP/1.1\r\n" + h + "Content-Length: 1 1\r\n\r\na",
    "length beyond 64 bits": "POST / HTTP/1.1\r\n" + h + "Content-Length: 99999999999999999999\r\n\r\na",
    "chunked not last": "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
    "chunked twice": "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    "chunked twice in two fields":
        "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "identity": "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding: identity\r\n\r\n",
    "empty transfer encoding": "POST / HTTP/1.1\r\n" + h + "Transfer-Encoding:\r\n\r\n",
    "two hosts": "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "fragment in the target": "GET /a#b HTTP/1.1\r\n" + h + "\r\n",
    "8-bit target": "GET /\xe9 HTTP/1.1\r\n" + h + "\r\n",
    "control byte in the target": "GET /\x01 HTTP/1.1\r\n" + h + "\r\n",
    "NUL in the target": "GET /\0 HTTP/1.1\r\n" + h + "\r\n",
    "DEL in the target": "GET /\x7f HTTP/1.1\r\n" + h + "\r\n",
    "bare CR in a value": "GET / HTTP/1.1\r\n" + h + "X: a\rb\r\n\r\n",
    "CONNECT without a port": "CONNECT a HTTP/1.1\r\nHost: a\r\n\r\n",
    "CONNECT with an empty port": "CONNECT a: HTTP/1.1\r\nHost: a:\r\n\r\n",
    "CONNECT elsewhere than Host": "CONNECT a:80 HTTP/1.1\r\nHost: b\r\n\r\n",
    "authority against Host": "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n",
}
if release >= (3, 0):
    cases |= {
        "length beyond 63 bits": "POST / HTTP/1.1\r\n" + h + "Content-Length: 18446744073709551616\r\n\r\na",
        "NUL in a value": "GET / HTTP/1.1\r\n" + h + "X: a\0b\r\n\r\n",
        "GET with an asterisk": "GET * HTTP/1.1\r\n" + h + "\r\n",
        "GET with an authority": "GET a:80 HTTP/1.1\r\n" + h + "\r\n",
        "CONNECT with a URI": "CONNECT http://a:80/ HTTP/1.1\r\nHost: a:80\r\n\r\n",
        "list of hosts": "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n",
        "host with a slash": "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "host with a user": "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
        "host with a space": "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "8-bit host": "GET / HTTP/1.1\r\nHost: \xe9\r\n\r\n",
    }
for name, text in cases.items():
    c = connect(fe)
    c.send(text)
    try:
        r = c.response(400)
        equal(r.get("connection"), "close", f"connection for {name}")
        c.expect_fin()
        logs.http(server="<NOSRV>", status=400, code="PR--", TR=-1, request="<BADREQ>")
    except Failure as error:
        fail(f"case: {name}\n{error}")
s.expect_no_connection(10)
END
