# What every reg-test begins with: `. "$(dirname "$0")/../lib.sh"`. reg-tests/README.md shows a whole script.
#
# The program under test is $HARRIER_PROGRAM (default .build/release/harrier). A script works in $dir, a folder of its
# own; at its end, however it ends, its processes are gone and the folder too.

set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TOOLS=$ROOT/reg-tests/tools
PROGRAM=${HARRIER_PROGRAM:-$ROOT/.build/release/harrier}
PYTHON=$([ -x /usr/bin/python3 ] && echo /usr/bin/python3 || command -v python3)
export PYTHONDONTWRITEBYTECODE=1

# The comment under the first line says what the script checks.
sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$0"

if [ -z "${REG_TEST_RELEASE:-}" ]; then
    case $(basename "$PROGRAM") in
        *harrier*) REG_TEST_IS_HARRIER=1 REG_TEST_RELEASE=3.4 ;;
        *) REG_TEST_IS_HARRIER=0
           REG_TEST_RELEASE=$("$PROGRAM" -v 2>/dev/null | sed -n '1s/^HAProxy version \([0-9]*\.[0-9]*\).*/\1/p') ;;
    esac
    export REG_TEST_IS_HARRIER REG_TEST_RELEASE
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/reg-test.XXXXXX")
export dir
# A stats socket for scripts that ask for one: `stats socket $sock level admin`.
export sock=$dir/stats.sock
PORT_NAMES=
declare -A PIDS=()

finish() {
    local status=$? name pid
    trap - EXIT
    for name in "${!PIDS[@]}"; do
        pid=${PIDS[$name]}
        if ! kill -0 "$pid" 2>/dev/null; then
            case $name in
                helper*) ;;
                *) wait "$pid"; echo "$name ended by itself with status $?"; show_output "$name"; [ $status = 0 ] && status=1 ;;
            esac
        fi
    done
    if [ $status != 0 ] && [ $status != 77 ]; then
        for name in "${!PIDS[@]}"; do case $name in helper*) ;; *) show_output "$name" ;; esac; done
        [ -s "${LOG_FILE:-/nonexistent}" ] && { echo "--- log lines"; cat "$LOG_FILE"; }
    fi
    for pid in "${PIDS[@]}"; do kill -TERM "$pid" 2>/dev/null; done
    for pid in "${PIDS[@]}"; do
        for _ in {1..200}; do kill -0 "$pid" 2>/dev/null || break; nap 0.01; done
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    rm -rf "$dir"
    exit $status
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# Waits a moment without a process: only inside loops that ask for a state and have a limit.
mkfifo "$dir/nap" && exec {NAP}<>"$dir/nap"
nap() { read -r -t "$1" -u "$NAP" _ || :; }

# Closes what belongs to the script alone, in a child that is about to become another program.
close_ours() { exec {NAP}>&-; [ -z "${PORT_LOCK:-}" ] || exec {PORT_LOCK}>&-; }

show_output() {
    [ -f "$dir/$1.cfg" ] && { echo "--- configuration of $1"; cat -n "$dir/$1.cfg"; }
    [ -s "$dir/$1.out" ] && { echo "--- output of $1"; head -c 8000 "$dir/$1.out"; }
}

# fail MESSAGE: ends the script as failed.
fail() { echo "FAILED: $*"; exit 1; }
# skip REASON: ends the script as skipped.
skip() { echo "skipped: $*"; exit 77; }

is_harrier() { [ "$REG_TEST_IS_HARRIER" = 1 ]; }

# at_least RELEASE: whether the program under test is that release or later.
at_least() {
    local a=${REG_TEST_RELEASE%%.*} b=${REG_TEST_RELEASE#*.} c=${1%%.*} d=${1#*.}
    (( a > c || (a == c && b >= d) ))
}
# needs RELEASE: skips against an older program. `needs harrier` skips against HAProxy.
needs() {
    if [ "$1" = harrier ]; then is_harrier || skip "what HAProxy itself does not do"; return; fi
    at_least "$1" || skip "needs $1, this is $REG_TEST_RELEASE"
}
# only RELEASE: skips unless the program speaks exactly that release.
only() { [ "$REG_TEST_RELEASE" = "$1" ] || skip "for $1 only, this is $REG_TEST_RELEASE"; }

# Each script holds a block of 100 ports below the kernel's own range by a lock, so that scripts may run side by side.
take_block() {
    local folder=/tmp/reg-test-ports.$UID block start=$(( $$ % 110 ))
    mkdir -p "$folder" 2>/dev/null
    for (( block = 0; block < 110; block++ )); do
        exec {PORT_LOCK}>"$folder/$(( (start + block) % 110 ))"
        if flock -n "$PORT_LOCK"; then NEXT_PORT=$(( 21000 + ((start + block) % 110) * 100 )); return; fi
        exec {PORT_LOCK}>&-
    done
    fail "no free block of ports"
}

# ports NAME...: a free port for each name, as a variable of that name, also known to scenarios.
ports() {
    local name
    [ -n "${NEXT_PORT:-}" ] || take_block
    for name; do
        while grep -q ":$(printf %04X "$NEXT_PORT") 0\{8,32\}:0000 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null; do
            NEXT_PORT=$((NEXT_PORT + 1))
        done
        export "$name=$NEXT_PORT"
        NEXT_PORT=$((NEXT_PORT + 1))
        PORT_NAMES="$PORT_NAMES $name"
    done
    export PORT_NAMES
}

# Starts a helper and waits until it says `ready`. Standard input is the helper's.
helper() {
    local ready line=
    HELPERS=$(( ${HELPERS:-0} + 1 ))
    exec {ready}< <(close_ours; exec "$PYTHON" -I -S "$@" 2>"$dir/helper$HELPERS.out")
    PIDS[helper$HELPERS]=$!
    read -r -t 10 -u "$ready" line
    exec {ready}<&-
    [ "$line" = ready ] || { cat "$dir/helper$HELPERS.out"; fail "$(basename "$1") does not start"; }
}

# log_sink: from here on $log is a UDP port whose messages can be awaited.
log_sink() {
    ports log
    export LOG_FILE=$dir/log
    helper "$TOOLS/sink.py" "$log" "$LOG_FILE" </dev/null
    standard=$(standard_text)
}

# origin PORT-NAME [--body TEXT] [--status N]: an origin in the background that answers all alike.
origin() { local name=$1; shift; helper "$TOOLS/origin.py" "${!name}" --name "$name" "$@" </dev/null; }
# origin_script PORT-NAME <<'EOF': an origin in the background that does what the Python text says.
origin_script() { local name=$1 text; text=$(cat); helper "$TOOLS/origin.py" "${!name}" --name "$name" --script <<<"$text"; }
# stop_origin: ends the helper that was started last, and waits for its end.
stop_origin() { local pid=${PIDS[helper$HELPERS]}; kill "$pid"; wait "$pid" 2>/dev/null; unset "PIDS[helper$HELPERS]"; }

# $standard is what most configurations begin with: short timeouts, log lines to the sink (if there is one by then).
standard_text() {
    cat <<END
global
    nbthread ${REG_TEST_THREADS:-1}
    ${log:+log 127.0.0.1:$log local0 info}

defaults
    mode http
    ${log:+log global}
    ${log:+option httplog}
    balance roundrobin
    timeout client 1s
    timeout server 1s
    timeout connect 300ms
    timeout queue 300ms
    timeout http-request 500ms
    timeout http-keep-alive 400ms
END
}

# configure [NAME] <<EOF: writes the configuration; `$standard` is expanded by the shell as any variable.
configure() { cat >"$dir/${1:-main}.cfg"; }

# start [NAME [ARGUMENT...]] <<EOF: starts the program with this configuration and waits until its sockets listen.
start() {
    local name=${1:-main}
    shift $(( $# ? 1 : 0 ))
    configure "$name"
    launch "$name" "$@"
    await_listening "$name"
}

# launch NAME [ARGUMENT...]: starts the program with a configuration that is written already; waits for nothing.
launch() {
    local name=$1
    shift
    ( close_ours; exec "$PROGRAM" -db "$@" -f "$dir/$name.cfg" ) \
        >"$dir/$name.out" 2>&1 </dev/null &
    PIDS[$name]=$!
}

# await_listening NAME: until every `bind ADDRESS:PORT` of its configuration listens.
await_listening() {
    local port hex pid=${PIDS[$1]} tries=0
    for port in $(sed -n 's/^[[:space:]]*bind[[:space:]]\{1,\}[^ ]*:\([0-9]\{1,5\}\)\([[:space:]].*\)\{0,1\}$/\1/p' "$dir/$1.cfg"); do
        hex=$(printf %04X "$port")
        until grep -q ":$hex 0\{8,32\}:0000 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null; do
            if ! kill -0 "$pid" 2>/dev/null; then
                wait "$pid"; echo "status $?"; unset "PIDS[$1]"; show_output "$1"; fail "$1 does not start"
            fi
            (( ++tries < 1500 )) || { show_output "$1"; fail "$1 does not listen on port $port"; }
            nap 0.005
        done
    done
    if grep -q "stats socket $sock" "$dir/$1.cfg"; then
        until [ -S "$sock" ] || (( ++tries > 1500 )); do nap 0.005; done
    fi
}

# start_simple [FRONTEND-LINES [BACKEND-LINES [SERVER-WORDS [GLOBAL-LINES]]]]: $standard, frontend fe on $fe, backend be,
# server s1 at $s1, and a log sink.
start_simple() {
    log_sink
    ports fe s1
    start main <<END
${4:+global
    $4
}$standard
frontend fe
    bind 127.0.0.1:$fe
    ${1:-}
    default_backend be
backend be
    ${2:-}
    server s1 127.0.0.1:$s1 ${3:-}
END
}

# pid_of [NAME]: the process id of a program that was started.
pid_of() { echo "${PIDS[${1:-main}]}"; }

# stop [NAME [SIGNAL]]: signals the program (TERM), waits for its end, its status is in $STATUS.
stop() {
    local name=${1:-main} pid=${PIDS[${1:-main}]}
    kill -"${2:-TERM}" "$pid"
    ended "$name"
}

# ended [NAME]: waits (10 s at most) until the program has ended; its status is in $STATUS.
ended() {
    local name=${1:-main} pid=${PIDS[${1:-main}]} _
    for _ in {1..1000}; do kill -0 "$pid" 2>/dev/null || break; nap 0.01; done
    kill -0 "$pid" 2>/dev/null && fail "$name has not ended"
    wait "$pid"; STATUS=$?
    unset "PIDS[$name]"
}

# check <<EOF: runs `-c` over a configuration; its output is in $OUTPUT, its status in $STATUS.
check() {
    configure checked
    OUTPUT=$("$PROGRAM" -c "$@" -f "$dir/checked.cfg" 2>&1 </dev/null); STATUS=$?
}

# scenario <<'EOF': plays Python from standard input, see tools/client.py.
scenario() {
    "$PYTHON" -I -S "$TOOLS/client.py"
    local status=$?
    [ $status = 0 ] || exit $status
}

# cli COMMAND [SOCKET]: says one line to the stats socket and prints the answer.
cli() {
    COMMAND=$1 sock=${2:-$sock} "$PYTHON" -I -S "$TOOLS/client.py" <<<'print(cli(env["COMMAND"]), end="")'
}

# await_log REGEX [SECONDS]: waits for a line of the log sink that matches (extended regex).
await_log() {
    local tries=$(( ${2:-5} * 100 ))
    until grep -qE -- "$1" "$LOG_FILE" 2>/dev/null; do
        (( tries-- > 0 )) || fail "no log line matches: $1"
        nap 0.01
    done
}

# equal ACTUAL EXPECTED [WHAT]
equal() { [ "$1" = "$2" ] || fail "${3:-value} differs"$'\n'"  expected: $2"$'\n'"  actual:   $1"; }
# contains TEXT PIECE [WHAT]
contains() { case $1 in *"$2"*) ;; *) fail "${3:-text} lacks a piece"$'\n'"  expected: $2"$'\n'"  actual:   $1" ;; esac; }
# lacks TEXT PIECE [WHAT]
lacks() { case $1 in *"$2"*) fail "${3:-text} has what it should not"$'\n'"  refused: $2"$'\n'"  actual:  $1" ;; esac; }
# matches TEXT REGEX [WHAT]
matches() { [[ $1 =~ $2 ]] || fail "${3:-text} does not match"$'\n'"  expected: $2"$'\n'"  actual:   $1"; }

standard=$(standard_text)
