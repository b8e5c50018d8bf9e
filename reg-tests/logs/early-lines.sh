#!/bin/bash
# A line is written as soon as its last value is known: with the request, with the response, or at the end.
. "$(dirname "$0")/../lib.sh"
log_sink
ports first request response end asap s1
{
    printf 'defaults\n mode http\n log 127.0.0.1:%s local0\n timeout client 2s\n timeout server 2s\n timeout connect 1s\n default_backend be\n' "$log"
    printf 'frontend first\n bind 127.0.0.1:%s\n log-format "accepted %%ci"\n' "$first"
    printf 'frontend request\n bind 127.0.0.1:%s\n log-format "asked %%HP"\n' "$request"
    printf 'frontend response\n bind 127.0.0.1:%s\n log-format "answered %%s %%ST"\n' "$response"
    printf 'frontend end\n bind 127.0.0.1:%s\n log-format "ended %%ST %%B"\n' "$end"
    printf 'frontend asap\n bind 127.0.0.1:%s\n option logasap\n log-format "early %%ST %%B %%Tt"\n' "$asap"
    printf 'backend be\n server s1 127.0.0.1:%s\n' "$s1"
} >"$dir/main.cfg"
launch main
await_listening main
scenario <<'END'
origin = Origin(s1)
def play(port, at_request=None, at_response=None, at_end=None):
    c = connect(port); c.get("/p"); o = origin.accept(); o.request()
    if at_request: match(at_request, logs.next())
    else: logs.none(20)
    o.say("HTTP/1.1 200 OK", "Content-Length: 10", body="12345"); c.head(); c.read(5)
    if at_response: match(at_response, logs.next())
    else: logs.none(20)
    o.send("67890"); c.read(5); c.close(); o.close()
    if at_end: match(at_end, logs.next())
    else: logs.none(20)
play(first, at_response=r"^accepted 127\.0\.0\.1$")
if is_harrier: play(request, at_request=r"^asked /p$")  # 2.6 writes this line a second time at the end
play(response, at_response=r"^answered s1 200$")
play(end, at_end=r"^ended 200 \d+$")
play(asap, at_response=r"^early 200 \+\d+ \+\d+$")
END
