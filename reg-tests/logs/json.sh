#!/bin/bash
# Log formats that encode: `%{+json}o` with named and typed items, single items in JSON, `%{+cbor}o`.
. "$(dirname "$0")/../lib.sh"
needs 3.1
log_sink
ports json single cbor
start <<END
$standard
frontend json
    bind 127.0.0.1:$json
    log-format "%{+json}o text %(req)r %(st:sint)ST %ci %(by)B %(b:bool)[bool(true)] %(n)[int(5)] %(none)[capture.req.hdr(0)] %(t:str)ST"
    http-request deny if { always_true }
frontend single
    bind 127.0.0.1:$single
    log-format "%{+json}[str(a)] and %ST"
    http-request deny if { always_true }
frontend cbor
    bind 127.0.0.1:$cbor
    log-format "%{+cbor}o %(st)ST %(b:bool)[bool(true)] %(n)[int(5)]"
    http-request deny if { always_true }
END
scenario <<'END'
def ask(port, path):
    c = connect(port); c.get(path); c.response(403); c.close(); return logs.raw().split("]: ", 1)[1]
import re
text = ask(json, '/x')
match(r'^\{"req": "GET /x HTTP/1\.1", "st": 403, "by": \d+, "b": true, "n": 5, "none": "", "t": "403"\}$', text)
equal(ask(single, "/"), '"a" and 403')
equal(ask(cbor, "/"), "BF6273741901936162F5616E05FF")
END
