import Testing

/// A message must name file, line and word, and say what is expected: people read nothing else.
@Suite("Errors of single lines")
struct KeywordErrorTests {
    private static func checkLine(_ head: String, _ line: String, _ word: String?, _ message: String, number: Int) throws {
        let loaded = try Loaded(head + " " + line + "\n", checked: false)
        #expect(loaded.messages.first == "ALERT config : parsing [t.cfg:\(number)] : \(message)", "\(line)")
        #expect(loaded.messages.count == 1)
        #expect(loaded.pointedWord == word, "\(line)")
    }

    @Test("timeouts, modes, limits", arguments: [
        ("timeout client", nil, "'timeout client' expects an integer value (in milliseconds)"),
        ("timeout client x", "x", "unexpected character 'x' in 'timeout client'; a time is a number and one of us, ms, s, m, h, d"),
        ("timeout client 10z", "10z", "unexpected character 'z' in 'timeout client'; a time is a number and one of us, ms, s, m, h, d"),
        ("timeout client 5s 6", "6", "'timeout client' : unexpected extra argument '6' after value '5s'."),
        ("timeout client 100d", "100d", "timer overflow in argument '100d' to 'timeout client' (maximum value is 2147483647 ms or ~24.8 days)"),
        ("timout client 5s", "timout", "unknown keyword 'timout' in 'frontend' section; did you mean 'timeout client' maybe ?"),
        ("mode", "mode", "unknown proxy mode ''."),
        ("mode htp", "htp", "unknown proxy mode 'htp'.; did you mean 'http' maybe ?"),
        ("mode log", "log", "proxy mode 'log' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
        ("mode http foo", "foo", "'mode' cannot handle unexpected argument 'foo'"),
        ("maxconn", nil, "'maxconn' expects an integer argument."),
        ("maxconn 10 20", "20", "'maxconn' cannot handle unexpected argument '20'"),
        ("backlog", nil, "'backlog' expects an integer argument."),
        ("monitor-uri", nil, "'monitor-uri' expects an URI."),
        ("monitor-uri /x y", "y", "'monitor-uri' cannot handle unexpected argument 'y'"),
        ("id 0", "0", "custom id has to be > 0."),
        ("id x", "x", "custom id has to be > 0."),
        ("description", nil, "'description' expects a string argument."),
        ("disabled x", "x", "'disabled' cannot handle unexpected argument 'x'"),
        ("default_backend", nil, "'default_backend' expects a backend name."),
        ("server a 127.0.0.1:80", "server", "'server' not allowed because frontend 'f' has no backend capability."),
        ("ssl-f-use x", "ssl-f-use", "'ssl-f-use' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
    ] as [(String, String?, String)])
    func frontend(line: String, word: String?, message: String) throws {
        try Self.checkLine("frontend f\n", line, word, message, number: 2)
    }

    @Test("options", arguments: [
        ("option dontlognul", "dontlognul", "unknown option 'dontlognul'; did you mean 'dontlognull' maybe ?"),
        ("option abortonclose foo", "foo", "'option abortonclose' cannot handle unexpected argument 'foo'."),
        ("option forwardfor foo", "foo", "'option forwardfor' only supports optional values: 'except', 'header' and 'if-none'."),
        ("option forwardfor except", nil, "'option forwardfor except' expects <address>[/mask] as argument."),
        ("option forwardfor except 10.0.0.0/33", "10.0.0.0/33", "'option forwardfor except' : '10.0.0.0/33' is neither an IPv4 nor an IPv6 network."),
        ("option forwardfor header", nil, "'option forwardfor header' expects <header_name> as argument."),
        ("option forwardfor header a:b", "a:b", "'option forwardfor header' : 'a:b' cannot be the name of a header."),
        ("option originalto if-none", "if-none", "'option originalto' only supports optional values: 'except' and 'header'."),
        ("no option forwardfor", "option", "negation/default is not supported for option 'forwardfor'."),
        ("no maxconn 10", "maxconn", "negation/default is not supported for 'maxconn'."),
    ] as [(String, String?, String)])
    func options(line: String, word: String?, message: String) throws {
        try Self.checkLine("frontend f\n", line, word, message, number: 2)
    }

    @Test("bind lines", arguments: [
        ("bind", nil, "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as arguments."),
        ("bind 80", "80", "'bind' : missing port specification in '80'"),
        ("bind :99999", ":99999", "'bind' : invalid port '99999'"),
        ("bind :80-70", ":80-70", "'bind' : invalid port range '80-70'"),
        ("bind :80 nme", "nme", "'bind :80' in section 'frontend': unknown keyword 'nme'; did you mean 'name' maybe ?"),
        ("bind :80 xyzzy", "xyzzy", "'bind :80' in section 'frontend': unknown keyword 'xyzzy'."),
        ("bind :80 ssl", "ssl", "'bind :80' in section 'frontend' : 'ssl' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
        ("bind :80 name", nil, "'bind :80' in section 'frontend' : 'name' : missing name"),
        ("bind :80 maxconn", nil, "'bind :80' in section 'frontend' : 'maxconn' : missing value"),
        ("bind :80 mode 999", "999", "'bind :80' in section 'frontend' : 'mode' : missing or invalid mode '999' (octal integer expected)"),
        ("bind :80 user nosuchuser", "nosuchuser", "'bind :80' in section 'frontend' : 'user' : unknown user name 'nosuchuser'"),
        ("bind :80 id 0", "0", "'bind :80' in section 'frontend' : 'id' : custom id has to be > 0"),
        ("bind :80 process 1", "1", "'bind :80' in section 'frontend' : 'process 1' on 'bind' lines is not supported anymore, please use 'thread' instead."),
        ("bind :80 thread foo", "foo", "'bind :80' in section 'frontend' : 'foo' : 'foo' is not a valid number/range."),
        ("bind :80 nice 2000", "2000", "'bind :80' in section 'frontend' : 'nice' : invalid value 2000, allowed range is -1024..1024"),
        ("bind :80 mss 99999", "99999", "'bind :80' in section 'frontend' : 'mss' : expects an MSS with and absolute value between 1 and 65535"),
        ("bind :80 level foo", "foo", "'bind :80' in section 'frontend' : 'level' only supports 'user', 'operator', and 'admin' (got 'foo')"),
        ("bind :80 accept-netscaler-cip 0", "0", "'bind :80' in section 'frontend' : 'accept-netscaler-cip' : invalid value 0, must be > 0"),
        ("bind :80 proto foo", "foo", "'bind :80' in section 'frontend' : 'proto' :  unknown MUX protocol 'foo'"),
        ("bind :80 shards 0", "0", "'bind :80' in section 'frontend' : 'shards' : invalid value 0, allowed range is 1..1024, 'by-thread' or 'by-group'"),
    ] as [(String, String?, String)])
    func binds(line: String, word: String?, message: String) throws {
        try Self.checkLine("frontend f\n", line, word, message, number: 2)
    }

    @Test("balancing and persistence", arguments: [
        ("balance roundrobbin", "roundrobbin", "balance only supports 'roundrobin', 'static-rr', 'leastconn', 'first', 'source', 'uri', 'url_param', 'hdr(name)', 'hash', 'random' and 'rdp-cookie(name)' options.; did you mean 'roundrobin' maybe ?"),
        ("balance random(0)", "random(0)", "balance random : number of draws must be at least 1."),
        ("balance random(3", "random(3", "balance random : missing closing parenthesis."),
        ("balance uri foo", "foo", "balance uri only accepts parameters 'len', 'depth', 'path-only', and 'whole' (got 'foo')."),
        ("balance uri len", "len", "balance uri : 'len' expects a positive integer (got '')."),
        ("balance url_param", "url_param", "balance url_param requires an URL parameter name."),
        ("balance hdr(x) foo", "foo", "balance hdr(x) only accepts 'use_domain_only' modifier (got 'foo')."),
        ("balance hdr()", "hdr()", "balance hdr requires an http header field name."),
        ("balance hash", "hash", "balance hash requires a sample expression."),
        ("hash-type foo", "foo", "'hash-type' only supports 'consistent' and 'map-based'."),
        ("hash-type consistent foo", "foo", "'hash-type' only supports 'sdbm', 'djb2', 'crc32', 'wt6' or 'none' hash functions."),
        ("hash-type consistent sdbm foo", "foo", "'hash-type' only supports 'avalanche' as a modifier for hash functions."),
        ("hash-balance-factor 50", "50", "'hash-balance-factor' must be 0 or greater than 100."),
        ("cookie", nil, "'cookie' expects <cookie_name> as argument."),
        ("cookie X insert rewrite", "rewrite", "cookie 'rewrite', 'insert' and 'prefix' modes are incompatible."),
        ("cookie X rewrite indirect", "indirect", "cookie 'rewrite' and 'indirect' modes are incompatible."),
        ("cookie X insert maxlife x", "x", "unexpected character 'x' in argument to <maxlife>."),
        ("cookie X insert domain a.b;c", "a.b;c", "character ';' is not permitted in domain name 'a.b;c'."),
        ("cookie X insert attr a;b", "a;b", "'attr' : control characters and ';' are not permitted in an attribute's value."),
        ("retries", nil, "'retries' expects an integer argument (dispatch counts for one)."),
        ("retry-on", nil, "'retry-on' needs at least one keyword to specify when to retry"),
        ("retry-on conn-failur", "conn-failur", "'retry-on': unknown keyword 'conn-failur'; did you mean 'conn-failure' maybe ?"),
        ("retry-on none 503", "none", "'retry-on' 'none' keyworld only usable alone"),
        ("retry-on 599", "599", "'retry-on': unknown keyword '599'"),
        ("http-reuse foo", "foo", "'http-reuse' only supports 'never', 'safe', 'aggressive', 'always'."),
        ("source", nil, "'source' expects <addr>[:<port>], and optionally 'usesrc' <addr>, and 'interface' <name>."),
        ("source 127.0.0.1 usesrc", nil, "'usesrc' expects <addr>[:<port>], 'client', or 'clientip' as argument."),
        ("source 127.0.0.1 foo", "foo", "'source' only supports optional keywords 'interface' and 'usesrc'."),
    ] as [(String, String?, String)])
    func backend(line: String, word: String?, message: String) throws {
        try Self.checkLine("backend b\n", line, word, message, number: 2)
    }

    @Test("server lines", arguments: [
        ("server", nil, "'server' expects <name> and <addr>[:<port>] as arguments."),
        ("server a", "a", "'server' expects <name> and <addr>[:<port>] as arguments."),
        ("server a/b 127.0.0.1:80", "a/b", "character '/' is not permitted in server name 'a/b'."),
        ("server a 127.0.0.1:99999", "127.0.0.1:99999", "'server b/a' : invalid port '99999'"),
        ("server a 127.0.0.1:80-90", "127.0.0.1:80-90", "'server b/a' : port range not permitted here in '127.0.0.1:80-90'"),
        ("server a 127.0.0.1:80 chek", "chek", "'server b/a' : unknown keyword 'chek'; did you mean 'check' maybe ?"),
        ("server a 127.0.0.1:80 verify none", "verify", "'server b/a' : 'verify' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
        ("server a 127.0.0.1:80 weight 257", "257", "'server b/a' : weight of server a is not within 0 and 256 (257)."),
        ("server a 127.0.0.1:80 id 0", "0", "'server b/a' : 'id' : custom id has to be > 0."),
        ("server a 127.0.0.1:80 check inter 0", "0", "'server b/a' : invalid value 0 for argument 'inter' of server a."),
        ("server a 127.0.0.1:80 check inter", nil, "'server b/a' : 'inter' expects a delay as argument."),
        ("server a 127.0.0.1:80 check fall x", "x", "'server b/a' : 'fall' has to be > 0."),
        ("server a 127.0.0.1:80 check rise -1", "-1", "'server b/a' : 'rise' has to be > 0."),
        ("server a 127.0.0.1:80 cookie", nil, "'server b/a' : 'cookie' expects <value> as argument."),
        ("server a 127.0.0.1:80 observe x", "x", "'server b/a' : 'observe' expects one of 'none', 'layer4', 'layer7' but got 'x'"),
        ("server a 127.0.0.1:80 on-error x", "x", "'server b/a' : 'on-error' expects one of 'fastinter', 'fail-check', 'sudden-death' or 'mark-down' but got 'x'"),
        ("server a 127.0.0.1:80 on-marked-down x", "x", "'server b/a' : 'on-marked-down' expects 'shutdown-sessions' but got 'x'"),
        ("server a 127.0.0.1:80 on-marked-up x", "x", "'server b/a' : 'on-marked-up' expects 'shutdown-backup-sessions' but got 'x'"),
        ("server a 127.0.0.1:80 error-limit x", "x", "'server b/a' : error-limit has to be > 0."),
        ("server a 127.0.0.1:80 pool-max-conn -2", "-2", "'server b/a' : 'pool-max-conn' must be >= -1"),
        ("server a 127.0.0.1:80 proxy-v2-options x", "x", "'server b/a' : 'x' : proxy v2 option not implemented"),
        ("server a 127.0.0.1:80 track", nil, "'server b/a' : 'track' expects [<proxy>/]<server> as argument."),
        ("server-template a 3", "a", "'server-template' expects <prefix> <nb | range> <addr>[:<port>] as arguments."),
        ("server-template a 3-2 127.0.0.1:80", "3-2", "Wrong server-template number or range arg '3-2'."),
        ("server-template a 0 127.0.0.1:80", "0", "Wrong server-template number or range arg '0'."),
        ("default-server wieght 3", "wieght", "'default-server' : unknown keyword 'wieght'; did you mean 'weight' maybe ?"),
        ("default-server id 3", "id", "'id' is not supported on default-server lines."),
    ] as [(String, String?, String)])
    func servers(line: String, word: String?, message: String) throws {
        try Self.checkLine("backend b\n", line, word, message, number: 2)
    }

    @Test("checks and pages", arguments: [
        ("option httpchk GET / HTTP/1.1 a b", "b", "'option httpchk' cannot handle unexpected argument 'b'."),
        ("option httpchk GET / \"HTTP/1.1\\r\\nHost: x\"", "\"HTTP/1.1\\r\\nHost:", "'option httpchk' : hiding headers or body at the end of the version string is unsupported. Use 'http-check send' directive instead."),
        ("http-check expect", nil, "'http-check expect' : expects at least a matching pattern as arguments."),
        ("http-check expect status x", "x", "'http-check expect' : invalid character 'x' in the list of status codes."),
        ("http-check expect status 200-x", "200-x", "'http-check expect' : invalid range of status codes '200-x'."),
        ("http-check send foo", "foo", "'http-check send' : expects 'comment', 'meth', 'uri', 'uri-lf', 'ver', 'hdr', 'body' or 'body-lf' but got 'foo' as argument."),
        ("http-check disable-on-404 x", "x", "'http-check' cannot handle unexpected argument 'x'."),
        ("errorfile 503", "503", "errorfile : expects <status_code> and <file> as arguments."),
        ("errorfile 999 /dev/null", "999", "errorfile : status code '999' not handled."),
        ("errorfile 503 /nonexistent", "/nonexistent", "errorfile : error opening file '/nonexistent'."),
        ("errorfile 503 /etc/passwd", "/etc/passwd", "errorfile : '/etc/passwd': unable to parse headers (error offset: 0)"),
        ("errorloc 503", "503", "errorloc : expects <status_code> and <url> as arguments."),
    ] as [(String, String?, String)])
    func checksAndPages(line: String, word: String?, message: String) throws {
        try Self.checkLine("backend b\n", line, word, message, number: 2)
    }

    @Test("global", arguments: [
        ("maxconn", nil, "'maxconn' expects an integer argument."),
        ("nbthread 0", "0", "'nbthread' value must be between 1 and 1024 (was 0)"),
        ("nbthread auto", "auto", "'nbthread' passed a missing or unparsable integer value in 'auto'"),
        ("thread-groups 2", "2", "'thread-groups 2' is known to HAProxy 3.4 but not supported by Harrier 0.1, whose threads form one group"),
        ("daemon x", "x", "'daemon' cannot handle unexpected argument 'x'"),
        ("pidfile", nil, "'pidfile' expects a file name as an argument."),
        ("user nosuchuser", "nosuchuser", "cannot find user id for 'nosuchuser'"),
        ("group nosuchgroup", "nosuchgroup", "cannot find group id for 'nosuchgroup'"),
        ("chroot", nil, "'chroot' expects a directory as an argument."),
        ("cpu-map 1 x", "x", "cpu-map : 'x' is not a CPU range."),
        ("cpu-map x 0", "x", "cpu-map : 'x' is not a valid number/range."),
        ("cpu-map auto:1/1-3 0-1", "0-1", "cpu-map : TGRP/THREAD range and CPU sets must have the same size to be automatically bound"),
        ("node a/b", "a/b", "'node' requires valid node name - non-empty string with digits(0-9), letters(A-Z, a-z), dot(.), hyphen(-) or underscode(_)."),
        ("stats socket", nil, "'stats socket' in global section expects an address or a path to a UNIX socket"),
        ("stats socket /tmp/x level foo", "foo", "'stats socket' : 'level' only supports 'user', 'operator', and 'admin' (got 'foo')"),
        ("stats maxconn 0", "0", "'stats maxconn' expects a positive value"),
        ("spread-checks 60", "60", "'spread-checks' : number '60' is out of range (0 to 50)"),
        ("hard-stop-after", nil, "'hard-stop-after' expects <time> as argument."),
        ("unix-bind foo", "foo", "'unix-bind' only supports the 'prefix', 'mode', 'uid', 'gid', 'user' and 'group' options."),
        ("default-path foo", "foo", "unsupported default-path mode 'foo' for 'default-path', supported modes include 'current', 'config', 'parent', and 'origin'."),
        ("h1-case-adjust foo bar", "bar", "<from> and <to> must not differ except the case"),
        ("tune.http.maxhdr 0", "0", "'tune.http.maxhdr' expects a numeric value between 1 and 32767"),
        ("tune.bufsize x", "x", "unexpected character 'x' in 'x', argument of 'tune.bufsize'; a size is a number, perhaps with 'k', 'm' or 'g' behind it"),
        ("tune.buffsize 16384", "tune.buffsize", "unknown keyword 'tune.buffsize' in 'global' section; did you mean 'tune.bufsize' maybe ?"),
        ("ssl-default-bind-options no-sslv3", "ssl-default-bind-options", "'ssl-default-bind-options' is known to HAProxy 3.4 but not supported by Harrier 0.1"),
    ] as [(String, String?, String)])
    func global(line: String, word: String?, message: String) throws {
        try Self.checkLine("global\n", line, word, message, number: 2)
    }
}
