#!/bin/bash
# set-method, set-path, set-pathq, set-query, set-uri, replace-path, replace-pathq, replace-uri.
. "$(dirname "$0")/../lib.sh"
start_simple 'http-request set-method DELETE if { path /method }
    http-request set-path /new%[path] if { path /path }
    http-request set-pathq /pq?z=9 if { path /pathq }
    http-request set-query q=%[query,length] if { path /query }
    http-request set-uri /uri?u if { path /uri }
    http-request replace-path "/rep/(.*)" "/done/\1" if { path_beg /rep/ }
    http-request replace-pathq "/repq/([^?]*)(\?(.*))?" "/\1/x?\3" if { path_beg /repq/ }
    http-request replace-uri "^/repu(.*)" "/u\1" if { path_beg /repu }'
scenario <<'END'
s = Origin(s1); o = None
c = connect(fe)
for path, line in (("/method", "DELETE /method"), ("/path?a=b", "GET /new/path?a=b"), ("/pathq?a", "GET /pq?z=9"), ("/query?abc", "GET /query?q=3"),
                   ("/query", "GET /query?q="), ("/uri", "GET /uri?u"), ("/rep/x?y", "GET /done/x?y"), ("/repq/a/b?c=d", "GET /a/b/x?c=d"),
                   ("/repux?y", "GET /ux?y"), ("/same?x", "GET /same?x")):
    c.get(path); o = o or s.accept()
    equal(o.request().line, line + " HTTP/1.1"); o.reply(200); c.response(200)
END
