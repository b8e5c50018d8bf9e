#!/bin/bash
# use_backend fixed and by expression, default_backend, use-server; disabled backends are skipped by 3.4.
. "$(dirname "$0")/../lib.sh"
ports fe a b c
log_sink
origin a --body A; origin b --body B; origin c --body C
start <<END
$standard
frontend fe
    bind 127.0.0.1:$fe
    use_backend bk-%[req.hdr(to)] if { req.hdr(to) -m found }
    use_backend one if { path_beg /one }
    use_backend two if { path_beg /two }
    default_backend three
backend one
    server s 127.0.0.1:$a
backend two
    server s 127.0.0.1:$b
backend three
    use-server y if { query y }
    use-server %[query] if { query -m beg x }
    server x 127.0.0.1:$a
    server y 127.0.0.1:$b weight 0
    server z 127.0.0.1:$c
backend bk-q
    server s 127.0.0.1:$c
END
scenario <<'END'
c = connect(fe)
def ask(path, *fields):
    c.get(path, *fields); return c.response(200).body
equal(ask("/one"), b"A"); logs.http(backend="one", server="s")
equal(ask("/two"), b"B"); logs.http(backend="two", server="s")
equal(ask("/one", "To: q"), b"C"); logs.http(backend="bk-q", server="s")
for _ in range(3): equal(ask("/?y"), b"B"); logs.http(backend="three", server="y")
for _ in range(3): equal(ask("/?x"), b"A"); logs.http(backend="three", server="x")
# A name made of a request that no backend has leads to the default backend.
equal(ask("/one?x", "To: nowhere"), b"A"); logs.http(backend="three", server="x")
END
