#!/bin/bash
# With `option redispatch` the last retry goes to another server: 200, retries logged with a plus, no delay.
. "$(dirname "$0")/../lib.sh"
log_sink
ports fe none s2
start <<END
$standard
listen fe
    bind 127.0.0.1:$fe
    retries 1
    option redispatch
    server s1 127.0.0.1:$none
    server s2 127.0.0.1:$s2
END
scenario <<'END'
s = Origin(s2).serve(answering("second"))
c = connect(fe); t = Clock(); c.get()
equal(c.response(200).body, b"second")
t.took(0, 100)
logs.http(backend="fe", server="s2", status=200, code="----", rc="+1")
END
