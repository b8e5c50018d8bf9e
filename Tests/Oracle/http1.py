#!/usr/bin/env python3
"""What another HTTP/1 proxy does with each request and response of the tables below.

usage: http1.py [PROXY [ARGUMENTS...]]   (default: haproxy)

Starts PROXY -f CONFIG -db on loopback in front of a scripted origin, sends every case over a socket of its own and
prints one line a case: what was forwarded (or the status of the refusal). `--swift` prints the cases and outcomes as the
table of OracleTable.swift. Cases where Harrier means to differ carry the outcome wanted and the reason.
"""
import os, socket, subprocess, sys, tempfile, threading, time

# (bytes, wanted or None for "as the oracle", why)
REQUESTS = []
RESPONSES = []


def req(text, want=None, why=""):
    REQUESTS.append((text.encode("latin-1"), want, why))


def res(text, want=None, why="", method="GET"):
    RESPONSES.append((text.encode("latin-1"), want, why, method))


H = "Host: a\r\n"
END = "\r\n"


def get(fields, line="GET / HTTP/1.1"):
    return f"{line}\r\n{H}{fields}\r\n"


def post(fields, body="", line="POST / HTTP/1.1"):
    return f"{line}\r\n{H}{fields}\r\n{body}"


# Start lines.
for line in ["GET / HTTP/1.1", "GET / HTTP/1.0", "GET  /  HTTP/1.1", "GET\t/ HTTP/1.1", "GET /\tHTTP/1.1", "GET / HTTP/1.1 ",
             " GET / HTTP/1.1", "GET / HTTP/1.2", "GET / HTTP/2.0", "GET / HTTP/3.0", "GET / HTTP/9.9", "GET / HTTP/11.1",
             "GET / HTTP/1.10", "GET / http/1.1", "GET / HTTP/1", "GET / HTTP/1.", "GET / HTTP/.1", "GET / HTTP/a.b", "GET / HTTPS/1.1",
             "GET / ICY/1.1", "GET / RTSP/1.0", "GET /", "GET", "", "GET HTTP/1.1", "get / HTTP/1.1", "FOO / HTTP/1.1",
             "G(T / HTTP/1.1", "G\x80T / HTTP/1.1", "GET / HTTP/1.1 x", "GET / x HTTP/1.1", "GET /a b HTTP/1.1",
             "M-SEARCH / HTTP/1.1", "G:T / HTTP/1.1", "GET /\x01 HTTP/1.1", "GET /\x00 HTTP/1.1", "GET /\x7f HTTP/1.1", "GET /\"<>\\^`{|} HTTP/1.1",
             "PRI * HTTP/2.0"]:
    req(f"{line}\r\n{H}\r\n")
req(f"GET / HTTP/0.9\r\n{H}\r\n", "400", "ambiguous version")
req(f"GET / HTTP/0.0\r\n{H}\r\n", "400", "ambiguous version")
req(f"GET / HTTP/1.1\n{H}\r\n")
req("GET / HTTP/1.1\nHost: a\n\n")
req(f"GET / HTTP/1.1\r{H}\r\n")
req(f"GET /\r HTTP/1.1\r\n{H}\r\n")
req(f"\r\nGET / HTTP/1.1\r\n{H}\r\n")
req(f"\r\n\r\n\n\r\nGET / HTTP/1.1\r\n{H}\r\n")
req(f"\rGET / HTTP/1.1\r\n{H}\r\n")
# Targets.
for target in ["/#f", "/\xe9", "*", "a", "a:80", "http://a/", "http://a", "http://a?q=1", "http://a/?q", "HTTP://A/x", "https://a/", "ftp://a/",
               "http://a:80/", "http://a:81/", "http://b/", "http://u@a/", "http:///x", "http://", "http:/a", "//a/b", "/a?b?c", "/%00",
               "?q", "urn:x", "/http://b/", "http://a:/", "1http://a/"]:
    want, why = None, ""
    if target in ("/#f", "/\xe9", "*", "a:80", "a"):
        want, why = "400", "3.4"
    if target in ("http:///x", "http://"):
        want, why = "400", "RFC 9110 4.2.1: no host"
    if target == "http://a":
        want, why = "GET http://a/ HTTP/1.1|host: a|", "3.4 adds the path"
    if target == "http://a?q=1":
        want, why = "GET http://a/?q=1 HTTP/1.1|host: a|", "a valid target"
    req(f"GET {target} HTTP/1.1\r\n{H}\r\n", want, why)
req(f"OPTIONS * HTTP/1.1\r\n{H}\r\n")
req(f"OPTIONS http://a HTTP/1.1\r\n{H}\r\n")
req(f"POST * HTTP/1.1\r\n{H}\r\n", "400", "3.4")
for target, host in [("a:443", "a:443"), ("a:443", "a"), ("a:80", "a"), ("a:81", "a"), ("a", "a"), ("a:", "a"), ("/", "a"), ("*", "a"),
                     ("http://a:80/", "a"), ("a:443", "b"), ("a:443", "a:444"), ("A:443", "a:443"), ("[::1]:443", "[::1]:443"),
                     ("[::1]:443", "[::1]"), (":443", "a"), ("a:x", "a:x"), ("u@a:443", "a:443")]:
    req(f"CONNECT {target} HTTP/1.1\r\nHost: {host}\r\n\r\n", "400" if target.startswith("http") else None, "3.4" if target.startswith("http") else "")
req("CONNECT a:443 HTTP/1.1\r\n\r\n")
for t,h in [("http://a:80/","a:80"),("http://a/","a:80"),("https://a:443/x","a:443"),("https://a/x","a:443"),("http://a:81/","a:81"),("http://A:80/","a"),("ftp://a:80/","a"),("ftp://a:21/","a:21"),("http://u@a:80/","a"),("http://a:080/","a"),("/","a:80"),("http://[::1]:80/","[::1]"),("ws://a:80/","a")]:
    req(f"GET {t} HTTP/1.1\r\nHost: {h}\r\n\r\n")
req("GET http://a/ HTTP/1.1\r\n\r\n")
req("GET http://a:80/ HTTP/1.1\r\n\r\n")
req("CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n")
req("CONNECT a:81 HTTP/1.1\r\nHost: a:81\r\n\r\n")
req("CONNECT a:443 HTTP/1.1\r\nHost: a:80\r\n\r\n")
# Host.
for host in ["a,b", "a b", "a/b", "a#b", "a?b", "u@a", "a\\b", "[a", "a]", "[::1", "[::1]", "[::1]:80", "[::1]x", "a\x01", "a\x7f", "a\x80", "[zz]", "a:b:c", "a:x", "a%20b", "",
             "a_b", "A.example:8080", "a\x00b", "a\tb"]:
    bad = any(c in "\x00\x01\t ,#/?@\\\x7f\x80" for c in host) or host in ("[a", "a]", "[::1", "[::1]x")
    req(f"GET / HTTP/1.1\r\nHost: {host}\r\n\r\n", "400" if bad else None, "3.4" if bad else "")
req("GET / HTTP/1.1\r\n\r\n")
req("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")
req("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\nhost: a\r\n\r\n")
req("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
req("GET / HTTP/1.1\r\nHost: a\r\nHost: A\r\n\r\n")
req("GET / HTTP/1.1\r\nHost:  a  \r\n\r\n")
# Field lines.
for line in ["X : a", " X: a", "X\t: a", "X", ": a", "X: a\rb", "X: a\x00b", "X: \x00", "X: a\x01b", "X: a\x0bb", "X: \xe9", "X\x80: a", "X(: a", "X_y.z~!: a",
             "X:a", "X:", "X:\t a \t", "X: a\r\n b", "X:\r\n b", "X: a\r\n\tb\r\n  c", "X: a\r\n ", "X: a\r\n \r\n b", "X: a\n b", "\x00: a", "X\x00: a", "X: a\r\n\x00"]:
    req(get(line + "\r\n"), "400" if "\x00" in line else None, "3.4" if "\x00" in line else "")
req("GET / HTTP/1.1\r\n X: a\r\nHost: a\r\n\r\n")
req("GET / HTTP/1.1\r\n\tfolded\r\n\r\n")
req(get("".join(f"X{i}: a\r\n" for i in range(99))))
req(get("".join(f"X{i}: a\r\n" for i in range(100))))
req(get("".join(f"X{i}: a\r\n" for i in range(101))))
req("GET /" + "a" * 14000 + f" HTTP/1.1\r\n{H}\r\n")
req("GET /" + "a" * 17000 + f" HTTP/1.1\r\n{H}\r\n", "414", "3.4")
req(get("X: " + "a" * 17000 + "\r\n"), "431", "3.4")
# Bodies.
for length in ["3", "03", "0003", "3, 3", "3,3", "3 , 3", "3,", ",3", "3, 4", "3\r\nContent-Length: 3", "3\r\nContent-Length: 4", "", "+3", "-3", "3 3", "3x", "0x3", "3.0",
               "9223372036854775807", "\t3\t", "\"3\"", "3;", "three"]:
    req(post(f"Content-Length: {length}\r\n", "abc"))
req(post("Content-Length: 9223372036854775808\r\n"), "400", "2^63")
req(post("Content-Length: 18446744073709551615\r\n"), "400", "2^63")
req(post("Content-Length: 18446744073709551616\r\n"))
req(post("Content-Length: 18446744073709551619\r\n", "abc"))
CH = "3\r\nabc\r\n0\r\n\r\n"
for coding in ["chunked", "Chunked", " chunked ", "gzip, chunked", "gzip", "identity", "", "chunked, chunked", "chunked\r\nTransfer-Encoding: chunked", "chunked, gzip", "chunked\r\nTransfer-Encoding: gzip",
               "gzip\r\nTransfer-Encoding: chunked", "identity, chunked", "chunked, identity", "xchunked", "chunked x", "\x0bchunked", "chunked;q=1", "\"chunked\"", "chunked\r\n ", "\r\n chunked", "chu\r\n nked"]:
    req(post(f"Transfer-Encoding: {coding}\r\n", CH))
req(post("Transfer-Encoding: chunked,\r\n", CH), "400", "an empty element hides another reading")
req(post("Transfer-Encoding: ,chunked\r\n", CH), "400", "an empty element hides another reading")
req(post("Transfer-Encoding : chunked\r\n", CH))
req(post("Transfer_Encoding: chunked\r\n"))
req(post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", CH))
req(post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", CH))
req(post("Content-Length: x\r\nTransfer-Encoding: chunked\r\n", CH))
req(post("Transfer-Encoding: chunked\r\n", CH, "POST / HTTP/1.0"), "400", "ambiguous in HTTP/1.0")
req(post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", CH, "POST / HTTP/1.0"), "400", "ambiguous in HTTP/1.0")
req(post("Transfer-Encoding: gzip\r\n", CH, "POST / HTTP/1.0"), "400", "ambiguous in HTTP/1.0")
req(post("Content-Length: 3\r\n", "abc", "POST / HTTP/1.0"))
req(post("Content-Length: 3\r\n", "abc", "GET / HTTP/1.0"))
req(post("Content-Length: 3\r\n", "abc", "HEAD / HTTP/1.0"))
req(post("Content-Length: 3\r\n", "abc", "DELETE / HTTP/1.0"))
req(post("Content-Length: 0\r\n", "", "GET / HTTP/1.0"))
req(post("Content-Length: 3\r\n", "abc", "GET / HTTP/1.1"))
req(post("Content-Length: 3\r\n", "abc", "DELETE / HTTP/1.1"))
req(post("Transfer-Encoding: chunked\r\n", CH, "GET / HTTP/1.1"))
req(post("Content-Length: 3\r\n", "abc", "FOO / HTTP/1.0"))
req(post("", "", "POST / HTTP/1.1"))
# Connection, upgrades, expectations.
for fields in ["Connection: close\r\n", "Connection: keep-alive\r\n", "Connection: Close, x\r\n", "Connection: x, close, y\r\nX: 1\r\n", "Connection: keep-alive, close\r\n",
               "Connection: upgrade\r\n", "Upgrade: foo\r\n", "Connection: upgrade\r\nUpgrade: foo\r\n", "Connection: keep-alive, Upgrade\r\nUpgrade: foo, bar\r\n",
               "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
               "Connection: upgrade\r\nUpgrade: websocket\r\n", "Connection: TE\r\nTE: trailers\r\n", "TE: gzip, trailers\r\n", "Keep-Alive: timeout=5\r\n", "Proxy-Connection: close\r\n",
               "Connection:\r\n", "Connection: ,\r\n", "Connection: close\r\nConnection: keep-alive\r\n", "Trailer: X\r\n"]:
    req(get(fields))
req(get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
    "GET / HTTP/1.1|host: a|connection: HTTP2-Settings|http2-settings: AAMAAABkAAQAAP__|", "3.4 drops h2c")
req(get("Connection: upgrade\r\nUpgrade: h2c, foo\r\n"), "GET / HTTP/1.1|host: a|connection: upgrade|upgrade: foo|", "3.4 drops h2c")
req(get("Connection: keep-alive\r\n", "GET / HTTP/1.0"))
req(get("", "GET / HTTP/1.0"))
req(post("Expect: 100-continue\r\nContent-Length: 3\r\n", "abc"))
req(post("Expect: other\r\nContent-Length: 3\r\n", "abc"))
req(post("Content-Length: 3\r\nConnection: upgrade\r\nUpgrade: foo\r\n", "abc"), "POST / HTTP/1.1|host: a|content-length: 3|connection: upgrade|upgrade: foo|", "3.4 keeps the upgrade")
req(post("Content-Length: 3\r\nConnection: Content-Length\r\n", "abc"))

req("CONNECT a:443 HTTP/1.1\r\nHost: a:\r\n\r\n")
for f in ["TE: gzip\r\n","TE: trailers;q=0.5\r\n","TE: Trailers\r\n","TE: a\r\nTE: trailers\r\n","Connection: a,b , close,,c\r\n","Connection: a, b\r\nConnection: close, d\r\n", "Connection: ,a,\r\n","Connection: a,,b\r\n","Upgrade: websocket\r\n","Connection: upgrade\r\nUpgrade: websocket, foo\r\n", "Connection: close, upgrade\r\nUpgrade: foo\r\n"]:
    req(get(f))
req(post("Connection: upgrade\r\nUpgrade: websocket\r\n"))
req(get("Connection: upgrade\r\nUpgrade: foo\r\n", "GET / HTTP/1.0"))
req(get("Connection: upgrade\r\nUpgrade: websocket\r\n", "GET / HTTP/1.0"))

# Responses.
for line in ["HTTP/1.1 200 OK", "HTTP/1.0 200 OK", "HTTP/1.1 200", "HTTP/1.1 200 ", "HTTP/1.1  200  OK ", "HTTP/1.1 200\tOK", "HTTP/1.1 2000 x", "HTTP/1.1 20 x", "HTTP/1.1 2x0 x",
             "HTTP/1.1", "HTTP/1.1 ", "http/1.1 200 OK", "ICY 200 OK", "HTTP/1.2 200 OK", "HTTP/2.0 200 OK", "HTTP/1.1 -20 x", "HTTP/1.1 200OK", "HTTP/1.1 404 Not \xe9", "HTTP/1.1 200 a\x00b",
             "HTTP/1.1 299 x", "HTTP/1.1 599 x", " HTTP/1.1 200 OK", "HTTP/1.1 200 a\rb", "FOO/1.1 200 OK", "HTTP/11.1 200 OK", "HTTP/1.1 0200 OK"]:
    want, why = None, ""
    if line in ("HTTP/1.1 2000 x", "HTTP/1.1 0200 OK", "HTTP/1.1 200 a\x00b"): want, why = "502", "3.4"
    if line == "HTTP/1.1 20 x": want, why = "502", "outside 100 to 599"
    if line in ("HTTP/1.1 200", "HTTP/1.1 200 "): want, why = "HTTP/1.1 200 OK|content-length: 3|", "3.4 adds the phrase"
    res(f"{line}\r\nContent-Length: 3\r\n\r\nabc", want, why)
for code in ["099", "600", "999", "000"]:
    res(f"HTTP/1.1 {code} x\r\nContent-Length: 3\r\n\r\nabc", "502", "outside 100 to 599")
res("\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
res("HTTP/1.1 200 OK\nContent-Length: 3\n\nabc")
for fields, body in [("Content-Length: 3", "abc"), ("Content-Length: 3, 3", "abc"), ("Content-Length: 3\r\nContent-Length: 3", "abc"), ("Content-Length: 3\r\nContent-Length: 4", "abc"),
                     ("Content-Length: ", "abc"), ("Content-Length: -3", "abc"), ("Content-Length: x", "abc"), ("Content-Length: 99999999999999999999", "abc"),
                     ("Transfer-Encoding: chunked", CH), ("Transfer-Encoding: gzip, chunked", CH), ("Transfer-Encoding: gzip", "abc"), ("Transfer-Encoding: chunked, chunked", CH),
                     ("Transfer-Encoding: identity", "abc"), ("Transfer-Encoding: chunked, gzip", CH), ("Transfer-Encoding: chunked\r\nContent-Length: 5", CH),
                     ("Content-Length: 5\r\nTransfer-Encoding: chunked", CH), ("X : a\r\nContent-Length: 3", "abc"), ("X(: a\r\nContent-Length: 3", "abc"), ("X: a\r\n b\r\nContent-Length: 3", "abc"),
                     ("X: a\rb\r\nContent-Length: 3", "abc"), ("Connection: close\r\nContent-Length: 3", "abc"), ("Connection: keep-alive\r\nContent-Length: 3", "abc"), ("", "abc"),
                     ("Connection: upgrade\r\nUpgrade: foo\r\nContent-Length: 3", "abc"), ("Host: a/b\r\nContent-Length: 3", "abc"), ("Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 3", "abc")]:
    res(f"HTTP/1.1 200 OK\r\n{fields}\r\n{chr(13) + chr(10) if fields else ''}{body}")
res("HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\n\r\nabc", "502", "3.4")
res("HTTP/1.1 200 OK\r\nX: a\x00b\r\nContent-Length: 3\r\n\r\nabc", "502", "3.4")
res("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + CH, "502", "ambiguous in HTTP/1.0")
res("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n" + CH, "502", "ambiguous in HTTP/1.0")
res("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 3\r\n\r\nabc")
res("HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n")
res("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n")
res("HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n")
res("HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n")
res("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", method="HEAD")
res("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", method="HEAD")
res("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: foo\r\n\r\n")
res("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
res("HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
res("HTTP/1.1 200 OK\r\n" + "".join(f"X{i}: a\r\n" for i in range(100)) + "\r\n")
res("HTTP/1.1 200 OK\r\n" + "".join(f"X{i}: a\r\n" for i in range(101)) + "\r\n")
res("HTTP/1.1 200 OK\r\nX: " + "a" * 17000 + "\r\n\r\n")
res("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", want="HTTP/1.1 200 OK|", why="3.4 strips it", method="CONNECT")
res("HTTP/1.1 200 OK\r\n\r\n", method="CONNECT")
res("HTTP/1.1 403 No\r\nContent-Length: 3\r\n\r\nabc", method="CONNECT")

res("HTTP/1.1 204 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
res("HTTP/1.1 200 OK\r\nTE: gzip\r\nContent-Length: 3\r\n\r\nabc")
res("HTTP/1.1 200 OK\r\nConnection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc")
res("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK|", "RFC 9112 6.1: a tunnel has no coding", method="CONNECT")
res("HTTP/1.1 205 R\r\nContent-Length: 3\r\n\r\nabc")


def differ(table, text, want, why):
    """Notes that Harrier means to do otherwise with a case of `table`."""
    index = next(i for i, row in enumerate(table) if row[0] == text.encode("latin-1"))
    row = list(table[index])
    row[1], row[2] = want, why
    table[index] = tuple(row)


differ(REQUESTS, "CONNECT u@a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "400", "RFC 9112 3.2.3: no user information")
differ(REQUESTS, "GET http://A:80/ HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://A/ HTTP/1.1|host: a|", "the same host; Host stays as it was")
differ(REQUESTS, "GET / HTTP/1.1\r\nHost: [zz]\r\n\r\n", "400", "3.4: brackets only around an IPv6 literal")
differ(REQUESTS, "GET / HTTP/1.1\r\nHost: a\r\n X: a\r\n\r\n", "400", "3.4: blanks in Host")
for length in ("18446744073709551616", "18446744073709551619"):
    body = "abc" if length.endswith("9") else ""
    differ(REQUESTS, post(f"Content-Length: {length}\r\n", body), "400", "2^64 and more")
differ(REQUESTS, post("Transfer-Encoding: identity, chunked\r\n", CH), "400", "identity is no coding any more")
differ(REQUESTS, get("TE: Trailers\r\n"), "GET / HTTP/1.1|host: a|te: Trailers|", "RFC 9110 10.1.4: any case")
differ(REQUESTS, get("Connection: a,b , close,,c\r\n"), "GET / HTTP/1.1|host: a|connection: a,b,c|", "empty elements say nothing")
differ(REQUESTS, get("Connection: ,a,\r\n"), "GET / HTTP/1.1|host: a|connection: ,a,|", "nothing to take out")
differ(RESPONSES, "HTTP/1.1  200  OK \r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK|content-length: 3|", "blanks around the phrase")


def head_of(data):
    """The head in `data`, lines joined by |, as far as it goes; fields about the connection left out."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    return "".join(line + "|" for line in data[:end].decode("latin-1").split("\r\n"))


class Origin(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.seen = None
        self.answer = None

    def run(self):
        while True:
            peer, _ = self.socket.accept()
            peer.settimeout(0.5)
            data = b""
            try:
                while b"\r\n\r\n" not in data:
                    more = peer.recv(65536)
                    if not more:
                        break
                    data += more
                if data:
                    self.seen = data
                    peer.sendall(self.answer)
                    if b" OK\r\n" in self.answer and b"100 Continue" not in self.answer:
                        peer.shutdown(socket.SHUT_WR)
                    time.sleep(0.01)
            except OSError:
                pass
            peer.close()


def exchange(port, data):
    peer = socket.create_connection(("127.0.0.1", port))
    peer.settimeout(1.0)
    got = b""
    try:
        peer.sendall(data)
        while b"\r\n\r\n" not in got:
            more = peer.recv(65536)
            if not more:
                break
            got += more
    except OSError:
        pass
    peer.close()
    return got


def main():
    arguments = [a for a in sys.argv[1:] if a != "--swift"]
    swift = "--swift" in sys.argv
    proxy = arguments or ["haproxy"]
    origin = Origin()
    origin.start()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "http1.cfg")
        with open(path, "w") as file:
            file.write(f"""
global
    tune.bufsize 16384
    tune.maxrewrite 1024
defaults
    mode http
    timeout client 1s
    timeout server 1s
    timeout connect 1s
    timeout http-request 300ms
    no option abortonclose
    retries 0
frontend fe
    bind 127.0.0.1:{port}
    default_backend be
backend be
    http-reuse never
    server s 127.0.0.1:{origin.port}
""")
        child = subprocess.Popen(proxy + ["-f", path, "-db"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(0.7)
            rows = {"requests": [], "responses": []}
            for data, want, why in REQUESTS:
                origin.seen = None
                origin.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                got = exchange(port, data)
                outcome = head_of(origin.seen) if origin.seen else (got[9:12].decode("latin-1") or "closed")
                rows["requests"].append((data, outcome, want, why, ""))
            for data, want, why, method in RESPONSES:
                origin.seen = None
                origin.answer = data
                target = "a:80" if method == "CONNECT" else "/"
                got = exchange(port, f"{method} {target} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
                outcome = "502" if got.startswith(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 107") else (head_of(got) or "closed")
                rows["responses"].append((data, outcome, want, why, method))
        finally:
            child.terminate()
            child.wait()
    for kind, table in rows.items():
        if swift:
            print(f"    static let {kind}: [(bytes: String, method: String, oracle: String, wanted: String?, why: String)] = [")
        for data, outcome, want, why, method in table:
            text = data.decode("latin-1")
            if swift:
                wanted = f"{quote(want)}" if want is not None else "nil"
                print(f'        ({quote(text)}, {quote(method)}, {quote(outcome)}, {wanted}, {quote(why)}),')
            else:
                mark = "!=" if want is not None and want != outcome else "  "
                print(f"{mark} {method} {text[:100]!r} -> {outcome[:160]!r}" + (f" wanted {want!r} ({why})" if mark == "!=" else ""))
        if swift:
            print("    ]\n")


def quote(text):
    """A Swift literal; long runs of one letter become `~N*a~`."""
    import re
    text = re.sub(r"a{1000,}", lambda m: f"~{len(m.group(0))}~", text)
    out = ""
    for c in text:
        if c == "\r": out += "\\r"
        elif c == "\n": out += "\\n"
        elif c == "\t": out += "\\t"
        elif c in '"\\': out += "\\" + c
        elif ord(c) < 32 or ord(c) > 126: out += f"\\u{{{ord(c):x}}}"
        else: out += c
    return f'"{out}"'


main()
