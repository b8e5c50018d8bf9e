#!/bin/bash
# Hashes over weighted servers, other ids, backups: which server each target gets.
. "$(dirname "$0")/../lib.sh"
ports s1 s2 s3 s4
listens=
add() { # NAME LINES WORDS-FOR-EACH-SERVER...
    local name=$1 lines=$2 i=1; shift 2
    ports "$name"
    listens="$listens
listen $name
    bind 127.0.0.1:${!name}
    balance uri
    $lines"
    for words; do
        listens="$listens
    server s$i 127.0.0.1:$(eval echo \$s$i) $words"
        i=$((i + 1))
    done
}
add m123 "hash-type map-based" "weight 1" "weight 2" "weight 3"
add c123 "hash-type consistent" "weight 1" "weight 2" "weight 3"
add m511 "hash-type map-based" "weight 5" "weight 1" "weight 1"
add c511 "hash-type consistent" "weight 5" "weight 1" "weight 1"
add m10 "hash-type map-based" "weight 10" "weight 20" "weight 30" "weight 40"
add c10 "hash-type consistent" "weight 10" "weight 20" "weight 30" "weight 40"
add m100 "hash-type map-based" "weight 100" "weight 50" "weight 1"
add c100 "hash-type consistent" "weight 100" "weight 50" "weight 1"
add ids "hash-type consistent" "id 10" "id 7" "id 300" "id 4"
add big "hash-type consistent" "weight 100" "weight 50" "weight 0" "weight 256"
add zero "hash-type map-based" "weight 0" "weight 2" "weight 4"
add allbk "option allbackups" "backup weight 1" "backup weight 2"
start <<END
$standard
$listens
END
scenario <<'END'
for i, port in enumerate((s1, s2, s3, s4)):
    Origin(port).serve(answering("abcd"[i]))
first = ["/", "/index.html", "/a", "/b", "/c/d", "/img/logo.png", "/img/logo2.png", "/api/v1/users", "/api/v1/users/42",
         "/api/v1/users/43", "/search?q=1", "/static/js/app.js", "/static/css/app.css", "/x", "/yy", "/zzz"]
other = ["/", "/a", "/b", "/c/d", "/img/logo.png", "/api/v1/users", "/x", "/yy", "/zzz", "/index.html"]
def seen(port, uris):
    c = connect(port); text = ""
    for uri in uris:
        c.get(uri); text += c.response(200).body.decode()
    return text
for name, expected in {"m123": "caaccccbcacbbccc", "c123": "bcbbcbcbbbacccbc", "m511": "acabaaaaacaaaaca", "c511": "aabbcaacaaacaabc",
                       "m10": "dcabcddadcbdccbb", "c10": "bddbcbbcadddcbcc", "m100": "baababaaabaaaaab", "c100": "ababaaabbbaaaaac"}.items():
    equal((name, seen(int(env[name]), first)), (name, expected))
for name, expected in {"ids": "bddcabddad", "big": "dabddbdddd", "zero": "cbccbccccb", "allbk": "babbabbbba"}.items():
    equal((name, seen(int(env[name]), other)), (name, expected))
END
