#!/bin/bash
# `severity-output` of a socket and `set severity-output` of a session: messages bear their level, dumps do not.
. "$(dirname "$0")/../lib.sh"
ports fe s1
start <<END
global
    stats socket $sock level admin
    stats socket $dir/number.sock level admin severity-output number
    stats socket $dir/string.sock level admin severity-output string
$standard
frontend fe
    bind 127.0.0.1:$fe
backend be
    server s1 127.0.0.1:$s1 weight 7
END
scenario <<'END'
number, string = dir + "/number.sock", dir + "/string.sock"
version = cli("show version")
equal(cli("show version", number), "[6]: " + version); equal(cli("show version", string), "[info]: " + version)
equal(cli("get weight foo", number), "[3]: Require 'backend/server'.\n\n"); equal(cli("get weight foo", string), "[err]: Require 'backend/server'.\n\n")
equal(cli("get weight be/s1", number), "7 (initial 7)\n\n")
equal(cli("disable server be/s1", number), "\n")
true(cli("show stat", number).startswith("# pxname"), "a dump has no prefix")
equal(cli("set severity-output string;show version"), "\n[info]: " + version)
equal(cli("set severity-output loud"), "one of 'none', 'number', 'string' is a required argument\n\n")
END
