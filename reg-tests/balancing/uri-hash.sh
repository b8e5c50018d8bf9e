#!/bin/bash
# `balance uri` with four servers: every hash function, with and without avalanche, map-based and consistent, for twenty targets.
. "$(dirname "$0")/../lib.sh"
ports s1 s2 s3 s4
listens=
for kind in map-based consistent; do
    for function in sdbm djb2 wt6 crc32; do
        for avalanche in "" avalanche; do
            name=${kind:0:3}_${function}_$avalanche
            ports "$name"
            listens="$listens
listen $name
    bind 127.0.0.1:${!name}
    balance uri
    hash-type $kind $function $avalanche
    server s1 127.0.0.1:$s1
    server s2 127.0.0.1:$s2
    server s3 127.0.0.1:$s3
    server s4 127.0.0.1:$s4"
        done
    done
done
start <<END
$standard
$listens
END
scenario <<'END'
table = """\
/|4|1|1|4|2|1|1|4|4|2|4|1|1|4|2|1
/index.html|3|1|4|1|3|2|3|1|2|4|1|1|2|2|4|3
/a|3|3|2|2|4|3|1|2|4|4|4|1|3|1|4|2
/b|4|3|3|2|4|1|3|3|4|2|4|4|3|4|2|1
/c/d|2|2|3|1|4|2|2|3|4|3|2|1|4|3|1|1
/img/logo.png|2|2|1|1|4|4|3|2|3|2|1|4|4|1|3|2
/img/logo2.png|4|3|3|2|1|2|2|2|2|3|3|3|4|1|3|3
/api/v1/users|1|4|2|4|1|2|1|2|3|3|4|4|3|3|4|1
/api/v1/users/42|2|2|3|4|4|1|4|2|2|1|4|3|1|4|3|3
/api/v1/users/43|3|4|4|3|3|1|2|4|2|3|4|3|1|2|4|4
/search?q=1|4|2|3|1|3|2|4|3|1|1|1|3|1|3|4|4
/static/js/app.js|3|3|4|4|1|3|4|2|4|3|1|4|3|2|3|1
/static/css/app.css|1|1|4|1|2|3|3|1|4|3|3|1|1|1|3|4
/x|2|4|1|1|4|2|1|3|4|4|4|3|4|1|4|1
/yy|4|2|3|1|3|4|1|2|4|4|4|3|1|1|4|4
/zzz|4|3|3|2|4|1|1|2|2|3|2|1|3|3|4|3
/very/long/path/with/many/levels|4|3|3|4|3|3|1|1|3|1|2|4|2|4|3|1
/%20space|3|1|4|2|4|1|4|2|1|4|4|3|3|3|1|1
/user?id=7&x=1|3|2|4|4|1|1|2|1|4|2|4|3|4|1|4|1
/0123456789|1|1|2|1|3|4|2|2|2|4|3|1|3|1|1|2"""
for i, port in enumerate((s1, s2, s3, s4)):
    Origin(port).serve(answering(str(i + 1)))
settings = [f"{kind}_{function}_{avalanche}" for kind in ("map", "con") for function in ("sdbm", "djb2", "wt6", "crc32") for avalanche in ("", "avalanche")]
clients = [connect(int(env[name])) for name in settings]
for row in table.split("\n"):
    uri, *expected = row.split("|")
    seen = []
    for client in clients:
        client.get(uri); seen.append(client.response(200).body.decode())
    equal(seen, expected, uri)
END
