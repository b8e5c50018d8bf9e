#!/bin/bash
# Matching methods and flags of ACLs: each row is a condition and whether it holds for one request.
. "$(dirname "$0")/../lib.sh"
ports fe
printf '# comment\n\n  /Up/Case\n/x y\nb/c\n' >"$dir/patterns"
printf '/a/b value\n/c\n' >"$dir/map"
rows=(
'1 { path /a/b }' '0 { path /A/B }' '1 { path -i /A/B }' '1 { path_beg /a }' '0 { path_beg b }' '1 { path_end b }' '1 { path_len 4 }'
'1 { path_reg ^/a/.$ }' '1 { path_sub a/ }' '1 { path_dir b }' '1 { path_dir /a/b/ }' '1 { path_dir a/ /x }' '0 { path_dir /x }' '1 { path_dom b }'
'1 { path,upper /A/B }' '0 { path_beg,lower /a }' '1 { path_beg -m end b }' '1 { hdr(x) a }' '1 { hdr(x) nope b }' '0 { hdr(x,1) b }'
'1 { hdr(x,-1) q }' '1 { req.fhdr(x) "a, b,c" }' '1 { hdr_cnt(x) 4 }' '1 { req.fhdr_cnt(x) 2 }' '1 { hdr(x) -m len 1 }' '1 { req.hdr(x) -m found }'
'0 { req.hdr(nope) -m found }' '1 !{ req.hdr(nope) -m found }' '1 { hdr_val(n) gt 41 }' '0 { hdr_val(n) lt 42 }' '1 { hdr_val(n) 40:45 }' '0 { hdr_val(n) :41 }'
'1 { hdr_ip(ip) 192.0.2.0/24 }' '0 { hdr_ip(ip) 192.0.3.0/24 }' '1 { cook(a) 1 }' '1 { cook(b) 2 }' '0 { cook(c) -m found }' '1 { hdr_dom(host) -i example.org }'
'1 { hdr_beg(host) -i www. }' '0 { hdr_dom(host) -i xample.org }' '1 { urlp(x) 1 }' '1 { urlp(y) -m int gt 1 }' '1 { query -m sub y= }' '1 { method GET }' '0 { method get }'
'1 { method POST GET }' '1 { req.ver 1.1 }' '1 { url_beg / }' '1 { src 127.0.0.0/8 }' '1 { src ::ffff:127.0.0.1 }' '0 { src 10.0.0.0/8 }' '1 { dst_port '$fe' }'
'1 HTTP' '0 HTTP_1.0' '1 HTTP_1.1' '1 METH_GET' '0 METH_POST' '1 LOCALHOST' '1 HTTP_URL_SLASH' '0 HTTP_URL_STAR' '0 HTTP_URL_ABS' '0 HTTP_CONTENT'
"0 { path -f $dir/patterns }" "1 { str(/up/case) -i -f $dir/patterns }" "1 { str(\"/x y\") -f $dir/patterns }" "1 { path -M -f $dir/map }" "0 { str(value) -M -f $dir/map }"
'1 { str(abc) -m sub -i B }' '1 { bin(616263) -m bin 616263 }' '1 { int(3) 1:5 7 }' '0 { int(6) 1:5 7 }' '1 { src_is_local }' '1 { str(a.b:80/c) -m dom 80 }'
)
{
    echo "$standard"
    echo "frontend fe"
    echo "    bind 127.0.0.1:$fe"
    for i in "${!rows[@]}"; do echo "    http-request return status 201 if { req.hdr(row) $i } ${rows[i]#* }"; done
    echo "    http-request return status 200"
} >"$dir/main.cfg"
launch main; await_listening main
printf '%s\n' "${rows[@]}" >"$dir/rows"
scenario <<'END'
c = connect(fe)
bad = []
for i, row in enumerate(open(env["dir"] + "/rows").read().splitlines()):
    c.say("GET /a/b?x=1&y=2 HTTP/1.1", "Host: WWW.Example.org:80", "X: a, b,c", "X: q", "N: 42", "IP: 192.0.2.7", "Cookie: a=1; b=2", "Row: %d" % i)
    if str(c.response().status - 200) != row[0]: bad.append(row)
equal(bad, [])
END
