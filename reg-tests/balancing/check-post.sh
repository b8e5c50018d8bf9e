#!/bin/bash
# `balance url_param … check_post`: the field may stand in a POST's body, never in a PUT's; names are case-sensitive.
. "$(dirname "$0")/../lib.sh"
ports fe s1 s2 s3 s4
start <<END
$standard
    option http-buffer-request
listen fe
    bind 127.0.0.1:$fe
    balance url_param id check_post
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
    server s3 127.0.0.1:$s3
    server s4 127.0.0.1:$s4
END
scenario <<'END'
for i, port in enumerate((s1, s2, s3, s4)): Origin(port).serve(answering(str(i + 1)))
c = connect(fe)
def ask(method, path, body=""):
    c.say(f"{method} {path} HTTP/1.1", "Host: h", f"Content-Length: {len(body)}", body=body)
    return c.response(200).body.decode()
equal([ask("POST", "/", "id=1") for _ in range(3)], ["2"] * 3)
equal([ask("POST", "/", "x=1&id=abc") for _ in range(3)], ["3"] * 3)
equal([ask("POST", "/?id=2", "id=1") for _ in range(2)], ["3"] * 2)
true(len({ask("PUT", "/", "id=1") for _ in range(8)}) > 1, "a PUT's body is not looked at")
true(len({ask("GET", "/?ID=1") for _ in range(8)}) > 1, "ID is another parameter")
END
