#!/bin/bash
# Every `format` of a `log` line: what stands before the text, with and without `log-send-hostname` and structured data.
. "$(dirname "$0")/../lib.sh"
log_sink
names=(local rfc3164 rfc5424 priority short timed iso raw)
ports "${names[@]}"
{
    printf 'defaults\n mode http\n timeout client 1s\n timeout server 1s\n timeout connect 1s\n'
    for name in "${names[@]}"; do
        printf 'frontend %s\n bind 127.0.0.1:%s\n log 127.0.0.1:%s format %s local3\n log-format "text of %%f"\n' "$name" "${!name}" "$log" "$name"
        printf ' log-format-sd "%%{+Q,+E}o [ex@1 f=%%f]"\n http-request deny if { always_true }\n'
    done
} >"$dir/main.cfg"
launch main
await_listening main
scenario <<'END'
def ask(port):
    c = connect(port); c.get("/"); c.response(403); c.close()
    return logs.raw()
date = r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d"
stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d"
match(rf"^<158>{date} haproxy\[\d+\]: text of local$", ask(local))
match(rf"^<158>{date} localhost haproxy\[\d+\]: text of rfc3164$", ask(rfc3164))
match(rf'^<158>1 {stamp} - haproxy \d+ - \[ex@1 f="rfc5424"\] text of rfc5424$', ask(rfc5424))
match(r"^<158>text of priority$", ask(priority))
match(r"^<6>text of short$", ask(short))
match(rf"^<6>{stamp} text of timed$", ask(timed))
match(rf"^{stamp} text of iso$", ask(iso))
match(r"^text of raw$", ask(raw))
END
