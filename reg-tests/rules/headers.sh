#!/bin/bash
# set-header, add-header, del-header, replace-header, replace-value in both directions, and in which order.
. "$(dirname "$0")/../lib.sh"
start_simple 'http-request set-header x-one new
    http-request add-header x-two b
    http-request del-header x-three
    http-request del-header x-p -m beg
    http-request replace-header x-four "a(.)c" "<\1>"
    http-request replace-value x-five "^b(.*)" "[\1]"
    http-request set-header x-src %[src]
    http-request set-header x-mix "p=%[path,upper] %ci"
    http-request set-header x-once %[req.hdr(x-one)]/%[req.hdr(x-two,1)] if { path /a }
    http-response set-header x-st "%[status]"
    http-response del-header server
    http-response replace-header location "http://(.*)" "https://\1"' \
'http-request set-header x-be %[be_name]
    http-response add-header x-dup be'
scenario <<'END'
s = Origin(s1)
c = connect(fe)
c.say("GET /a HTTP/1.1", "Host: h", "X-One: old", "X-One: older", "X-Two: a", "X-Three: x", "X-Three: y", "X-Prefix: z", "X-Px: z",
      "X-Four: zabcz abc", "X-Five: a, b1 ,c,b2")
o = s.accept(); q = o.request()
equal(q.all("x-one"), ["new"]); equal(q.all("x-two"), ["a", "b"]); equal(q.all("x-three"), [])
equal([h for h in q.headers if h[0].startswith("x-p")], [])
equal(q.get("x-four"), "<b>"); equal(q.get("x-five"), "a,[1],c,[2]")
equal(q.get("x-src"), "127.0.0.1"); equal(q.get("x-mix"), "p=/A 127.0.0.1"); equal(q.get("x-once"), "new/a"); equal(q.get("x-be"), "be")
o.say("HTTP/1.1 302 Found", "Server: x", "Location: http://a/b", "X-Dup: s", "Content-Length: 0")
r = c.response(302)
equal(r.get("x-st"), "302"); equal(r.get("server"), None); equal(r.get("location"), "https://a/b"); equal(r.all("x-dup"), ["s", "be"])
# An empty result is an empty field; without the condition nothing happens.
c.say("GET /b HTTP/1.1", "Host: h"); q = o.request(); equal(q.get("x-once"), None); o.reply(200); c.response(200)
END
