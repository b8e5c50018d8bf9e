#!/bin/bash
# User lists: plain and hashed passwords, groups; `http-request auth` asks for credentials.
. "$(dirname "$0")/../lib.sh"
ports fe
log_sink
start <<END
$standard
userlist users
    group admins users ann
    group guests
    user ann insecure-password secret
    user bob password \$5\$abcdefgh\$ijtOJ//yvc/9bq1g0llFn9dB688BwBDRD90DlKKSKE1 groups guests
frontend fe
    bind 127.0.0.1:$fe
    http-request auth realm "Our Realm" unless { http_auth(users) }
    http-request return status 201 if { http_auth_group(users) admins }
    http-request return status 202 if { http_auth_group(users) guests } { http_auth_user bob }
    http-request deny
END
scenario <<'END'
import base64
c = connect(fe)
def ask(user):
    c.get("/", *(["Authorization: Basic " + base64.b64encode(user.encode()).decode()] if user else [])); return c.response()
r = ask(None); equal((r.status, r.get("www-authenticate")), (401, 'Basic realm="Our Realm"')); logs.http(status=401, code="LR--")
equal(ask("ann:secret").status, 201)
equal(ask("bob:pw").status, 202)
for wrong in ("ann:Secret", "ann:", "bob:secret", "eve:x", "ann"): equal(ask(wrong).status, 401, wrong)
END
