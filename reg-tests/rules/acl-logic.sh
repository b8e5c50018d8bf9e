#!/bin/bash
# Named ACLs grow by line; and, or, not, unless; ACLs of one name are alternatives.
. "$(dirname "$0")/../lib.sh"
ports fe
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    acl one path_beg /one
    acl one path_beg /uno
    acl long path_len gt 6
    acl q query -m found
    http-request return status 201 if one long !q
    http-request return status 202 if one q or long q
    http-request return status 203 unless one or long
    http-request return status 204 if ! long ! q || long TRUE FALSE
    http-request return status 205
END
scenario <<'END'
c = connect(fe)
for path, status in (("/onelong", 201), ("/unolong", 201), ("/one?x", 202), ("/somelong?x", 202), ("/other", 203), ("/one", 204), ("/somelong", 205)):
    c.get(path); c.response(status)
END
