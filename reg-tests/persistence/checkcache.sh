#!/bin/bash
# `option checkcache`: a response that a shared cache would keep together with its cookies is refused.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe s1
start <<END
$standard
listen fe
    bind 127.0.0.1:$fe
    option checkcache
    server s1 127.0.0.1:$s1
END
scenario <<'END'
last = {}
def run(peer, number):
    while True:
        peer.request(limit=30); peer.reply(200, "ok", *last["fields"])
Origin(s1).serve(run)
def ask(*fields, method="GET"):
    last["fields"] = fields
    c = connect(fe); c.say(f"{method} / HTTP/1.1", "Host: a", *(["Content-Length: 0"] if method == "POST" else [])); r = c.response(); c.close()
    return r, logs.http()
for fields, method in ((["Set-Cookie: a=1"], "GET"), (["ETag: x"], "GET"), (["ETag: x", "Set-Cookie: a=1"], "POST"), (["ETag: x", "Set-Cookie: a=1", "Cache-Control: private"], "GET"),
                       (["ETag: x", "Set-Cookie: a=1", 'Cache-Control: no-cache="set-cookie"'], "GET")):
    r, l = ask(*fields, method=method); equal((r.status, r.body, l.code), (200, b"ok", "----"))
for fields in (["ETag: x", "Set-Cookie: a=1"], ["Cache-Control: max-age=5, public", "Set-Cookie: a=1"], ["Expires: Wed, 21 Oct 2055 07:28:00 GMT", "Set-Cookie: a=1"]):
    last["fields"] = fields
    c = connect(fe); c.get("/"); r = c.response(); c.close(); equal(r.get("set-cookie"), None)
    logs.next("Blocking cacheable cookie in response from instance fe, server s1"); l = logs.http(code="PH--")
    # HAProxy 2.6 puts the page for the server's own status in its place.
    if release >= (3, 0): equal((r.status, l.status), (502, 502))
END
