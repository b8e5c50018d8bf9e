// Streams: fetches of the client's connection (HAProxy manual §7.3.3) and of the stream's course.
import Base
import HTTP
import Net
import Proxies
import Samples

extension Fetch {
    /// Addresses and ports.
    public static var connection: [Self] {
        let source = Fetch("src", .address, .clientConnection, "The client's address.", manual: "7.3.3") { _, context in
            context.withSession { $0.sourceAddress.flatMap(Sample.init(address:)) }
        }
        let sourcePort = Fetch("src_port", .integer, .clientConnection, "The client's port.", manual: "7.3.3") { _, context in
            context.withSession { session in session.sourceAddress.flatMap { $0.isInternet ? .integer(Int($0.port)) : nil } }
        }
        let destination = Fetch("dst", .address, .clientConnection, "The address the client connected to.", manual: "7.3.3") { _, context in
            context.withSession { $0.destinationAddress.flatMap(Sample.init(address:)) }
        }
        let destinationPort = Fetch("dst_port", .integer, .clientConnection, "The port the client connected to.", manual: "7.3.3") { _, context in
            context.withSession { session in session.destinationAddress.flatMap { $0.isInternet ? .integer(Int($0.port)) : nil } }
        }
        return [
            source, sourcePort, destination, destinationPort,
            Fetch("src_is_local", .bool, .clientConnection, "Whether the client's address is one of this machine.", manual: "7.3.3") { _, context in
                context.withSession { session in session.sourceAddress.map { .bool($0.isLocal) } }
            },
            Fetch("dst_is_local", .bool, .clientConnection, "Whether the address the client connected to is one of this machine.", manual: "7.3.3") { _, context in
                context.withSession { session in session.destinationAddress.map { .bool($0.isLocal) } }
            },
            Fetch("fc_src", .address, .clientConnection, "The client connection's own source address.", manual: "7.3.3") { _, context in
                context.withSession { $0.connection?.sourceAddress.flatMap(Sample.init(address:)) }
            },
            Fetch("fc_src_port", .integer, .clientConnection, "The client connection's own source port.", manual: "7.3.3") { _, context in
                context.withSession { session in session.connection?.sourceAddress.flatMap { $0.isInternet ? .integer(Int($0.port)) : nil } }
            },
            Fetch("fc_dst", .address, .clientConnection, "The client connection's own destination address.", manual: "7.3.3") { _, context in
                context.withSession { $0.connection?.destinationAddress.flatMap(Sample.init(address:)) }
            },
            Fetch("fc_dst_port", .integer, .clientConnection, "The client connection's own destination port.", manual: "7.3.3") { _, context in
                context.withSession { session in session.connection?.destinationAddress.flatMap { $0.isInternet ? .integer(Int($0.port)) : nil } }
            },
            // Why: without TLS in this release the true answer is known.
            Fetch("ssl_fc", .bool, .clientSession, "Whether the client's connection is TLS.", manual: "7.3.4") { _, _ in .bool(false) },
            Fetch("fc_http_major", .integer, .clientConnection, "Major HTTP version of the client's connection.", manual: "7.3.3") { _, _ in .integer(1) },
        ]
    }

    /// The stream's course and counts.
    public static var course: [Self] { [
        Fetch("txn.conn_retries", .integer, .serverSide, "Attempts after the first to connect.", manual: "7.3.3") { _, context in
            context.withStream { .integer(Int($0.retries)) }
        },
        Fetch("txn.redispatched", .bool, .serverSide, "Whether another server was tried.", manual: "7.3.3") { _, context in
            context.withStream { .bool($0.assignment.wasRedispatched) }
        },
        Fetch("bc_reused", .bool, .serverSide, "Whether the server's connection had been used before.", manual: "7.3.3") { _, context in
            context.withStream { .bool($0.flags.contains(.serverReused)) }
        },
        Fetch("prio_class", .integer, .internalState, "Priority class in queues.", manual: "7.3.3") { _, context in
            context.withStream { .integer($0.assignment.priority.class) }
        },
        Fetch("prio_offset", .integer, .internalState, "Priority offset in queues.", manual: "7.3.3") { _, context in
            context.withStream { .integer($0.assignment.priority.offset) }
        },
        Fetch("bytes_in", .integer, .requestRemembered, "Bytes received from the client.", manual: "7.3.3") { _, context in
            context.withStream { .integer(Int64(clamping: $0.request.bytesIn)) }
        },
        Fetch("bytes_out", .integer, .transferred, "Bytes received from the server.", manual: "7.3.3") { _, context in
            context.withStream { .integer(Int64(clamping: $0.response.bytesIn)) }
        },
        Fetch("txn.sess_term_state", .string, .internalState, "The termination code so far.", manual: "7.3.3") { _, context in
            context.withStream { stream in
                guard let target = context.scratch.take(2) else { return nil }
                target[0] = stream.errorCode.rawValue
                target[1] = stream.finishCode.rawValue
                return .string(ByteView(start: target, count: 2))
            }
        },
    ] }
}

extension Sample {
    /// An internet address; `nil` for others.
    init?(address: SocketAddress) {
        // Why: a mapped address (`v4v6`) stays an IPv6 one, as in HAProxy; casts to IPv4 happen where types ask for it.
        if address.family == .ipv4, let value = address.ipv4 {
            self.init(.ipv4(value))
        } else if address.family == .ipv6 {
            let halves = address.ipv6Halves
            self.init(.ipv6(IPv6Value(high: halves.high, low: halves.low)))
        } else {
            return nil
        }
    }
}
