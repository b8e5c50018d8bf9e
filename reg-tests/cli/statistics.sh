#!/bin/bash
# `show stat` and `show info`: the columns by name, and counters that agree with the traffic.
. "$(dirname "$0")/../lib.sh"
ports fe s1 none
start <<END
global
    stats socket $sock level admin
$standard
frontend fe
    bind 127.0.0.1:$fe
    http-request deny if { path /deny }
    use_backend dead if { path /dead }
    default_backend be
backend be
    server s1 127.0.0.1:$s1
backend dead
    retries 0
    server d1 127.0.0.1:$none
END
scenario <<'END'
def handler(peer, number):
    while True:
        q = peer.request(limit=30)
        peer.reply(int(q.line.split("/")[1][:3]) if q.line[5:8].isdigit() else 200, "x" * 100)
Origin(s1).serve(handler)
header = cli("show stat").split("\n")[0]
true(header.startswith("# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,weight,act,bck,"
                       "chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,rate_lim,rate_max,"
                       "check_status,check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,"
                       "req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,"), header)
c = connect(fe)
for path in ("/", "/", "/204", "/302", "/404", "/503"):
    c.get(path); c.response()
c.get("/deny"); c.response(403)
c.get("/dead"); c.response(503)
c.close()
bad = connect(fe); bad.send("junk\r\n\r\n"); bad.response(400)
wait_for(lambda: stat("fe", "FRONTEND", "scur") == "0", "no session is left")
f = lambda *names: [stat("fe", "FRONTEND", n) for n in names]
equal(f("stot", "dreq", "ereq", "req_tot", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx"), ["2", "1", "1", "9", "3", "1", "3", "2"])
b = lambda *names: [stat("be", "s1", n) for n in names]
equal(b("stot", "lbtot", "hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "status", "weight", "act", "type"), ["6", "6", "3", "1", "1", "1", "no check", "1", "1", "2"])
equal([stat("dead", "d1", n) for n in ("econ", "stot", "wretr")], ["1", "1", "0"])
equal(stat("be", "BACKEND", "stot"), "6")
at_least(int(stat("be", "s1", "bin")), 200); at_least(int(stat("be", "s1", "bout")), 600)
equal(info("Name"), "HAProxy"); equal(info("Pid").isdigit(), True); equal(info("Nbthread").isdigit(), True)
at_least(int(info("CumReq")), 8); at_least(int(info("CumConns")), 2)
END
