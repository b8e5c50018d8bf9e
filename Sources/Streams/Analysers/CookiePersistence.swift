// Streams: a client's cookie leads it back to its server.
import Base
import HTTP
import Net
import Proxies

/// What the client's persistence cookie said of dates, in seconds since the epoch; 0: nothing.
struct CookieDates {
    var last: Int64 = 0
    var first: Int64 = 0
}

extension Stream {
    private var wallSeconds: Int64 { loop.wall / 1_000_000 }

    // MARK: The client's side

    /// Looks for the persistence cookie in the request, obeys it, and hides it from the server where it should
    /// (`http_manage_client_side_cookies`).
    func persistByClientCookie() {
        transaction.cookieDates = CookieDates()
        guard let jar = backend.persistenceCookie else { return }
        let message = requestHead!
        var index = 0
        while let field = message.find(.cookie, from: index) {
            index = field + 1
            var offset = 0
            while let cookie = nextCookie(jar, message, field, from: offset) {
                let value = ByteView(rebasing: message.value(at: field)[cookie.value.start..<cookie.value.end])
                let used = judge(value, jar)
                if jar.isHidden {
                    let fields = message.fieldCount
                    message.removeCookie(cookie, at: field)
                    if message.fieldCount < fields {
                        index = field
                        break
                    }
                    offset = min(cookie.whole.start, message.value(at: field).count)
                } else if jar.settings.mode == .prefix, used < value.count {
                    message.dropCookiePrefix(cookie, count: used + 1, at: field)
                    offset = cookie.whole.end - used - 1
                } else {
                    offset = cookie.whole.end
                }
            }
        }
    }

    private func nextCookie(_ jar: PersistenceCookie, _ message: Message, _ field: Int, from offset: Int) -> Cookie? {
        let text = message.value(at: field)
        guard let base = text.baseAddress else { return nil }
        var scanner = CookieScanner(text, from: offset)
        return jar.name.withUnsafeBufferPointer { name in
            while let cookie = scanner.next() {
                if cookie.name.view(in: base).equals(name) { return cookie }
            }
            return nil
        }
    }

    /// Decides what a cookie's value is worth and takes the server it names.
    /// - Returns: how many bytes of the value name the server; behind them, if there is more, stands a delimiter.
    private func judge(_ value: ByteView, _ jar: PersistenceCookie) -> Int {
        let delimiter = UInt8(ascii: jar.settings.mode == .prefix ? "~" : "|")
        var end = 0
        while end < value.count, value[end] != delimiter { end += 1 }
        // Why: the first cookie that leads to a server decides.
        if assignment.isAssigned, transaction.clientCookie != .none { return end }

        var dates = CookieDates()
        var name = ByteView(rebasing: value[0..<end])
        var verdict = CookieState.invalid
        if jar.settings.mode != .prefix {
            dates = Self.dates(in: value, from: end)
            // Why: the longest life counts first; a cookie from the far future is as worthless as an old one.
            if dates.first != 0, jar.maxlife > 0, isOff(dates.first, jar.maxlife) {
                verdict = .old
            } else if dates.last != 0, jar.maxidle > 0, isOff(dates.last, jar.maxidle) {
                verdict = .expired
            }
            if verdict != .invalid {
                dates = CookieDates()
                name = ByteView(start: nil, count: 0)
            }
        }
        transaction.cookieDates = dates
        let isFree = !assignment.isAssigned && !flags.contains(.ignorePersist)
        if isFree, !name.isEmpty {
            for server in backend.servers {
                guard let own = server.cookie, own.withUnsafeBufferPointer({ $0.equals(name) }) else { continue }
                let isUp = server.acceptsPersistent
                verdict = isUp ? .valid : .down
                if isUp || assignment.isForced || backend.settings.options.contains(.persist) {
                    assignment.direct(to: server)
                    break
                }
            }
        }
        if verdict == .invalid {
            switch transaction.clientCookie {
            case .down, .expired, .old: return end
            default: verdict = isFree ? .invalid : .unused
            }
        }
        transaction.clientCookie = verdict
        return end
    }

    private func isOff(_ date: Int64, _ limit: Int64) -> Bool {
        let age = wallSeconds - date
        return age > limit || age < -86400
    }

    /// `value|LAST|FIRST`.
    private static func dates(in value: ByteView, from bar: Int) -> CookieDates {
        var dates = CookieDates()
        guard bar < value.count else { return dates }
        let last = ByteView(rebasing: value[(bar + 1)...])
        dates.last = CookieStamp.read(last)
        if let second = last.firstIndex(of: UInt8(ascii: "|")) { dates.first = CookieStamp.read(ByteView(rebasing: last[(second + 1)...])) }
        return dates
    }

    // MARK: The server's side

    /// Treats the server's own persistence cookie and adds ours (`http_manage_server_side_cookies`, `http_process_res_common`).
    /// - Returns: `false` if the response must not go out: `option checkcache`, or a head without room.
    func persistInServerResponse(_ message: Message) -> Bool {
        let jar = backend.persistenceCookie
        let checksCache = backend.settings.options.contains(.checkcache)
        guard jar != nil || checksCache else { return true }
        let setsCookie = message.find(.setCookie) != nil
        if let jar { manageServerCookies(message, jar) }
        let forbidsCaches = jar?.settings.nocache ?? false
        var caches = checksCache || forbidsCaches ? Cacheability(message, to: transaction.method) : nil
        if let jar, needsCookie(jar) {
            guard addCookie(jar, message) else { return rewriteFailed() }
            if forbidsCaches, caches?.isCacheable ?? false {
                caches = nil
                guard message.add(.cacheControl, "private") else { return rewriteFailed() }
            }
        }
        if checksCache, setsCookie, let caches, caches.isCacheable, caches.includesCookies {
            backend.backendCounters[worker.index][.deniedResponses] &+= 1
            server?.counters[worker.index][.deniedResponses] &+= 1
            worker.log.send(
                "Blocking cacheable cookie in response from instance \(backend.name), server \(server?.name ?? "<NOSRV>").",
                level: .alert, about: backend, wall: loop.wall)
            return false
        }
        return true
    }

    private func rewriteFailed() -> Bool {
        backend.backendCounters[worker.index][.failedRewrites] &+= 1
        server?.counters[worker.index][.failedRewrites] &+= 1
        return false
    }

    private func manageServerCookies(_ message: Message, _ jar: PersistenceCookie) {
        let settings = jar.settings
        let own = server?.cookie
        var index = 0
        while let field = message.find(.setCookie, from: index) {
            index = field + 1
            let text = message.value(at: field)
            guard let base = text.baseAddress, let cookie = SetCookie(text),
                jar.name.withUnsafeBufferPointer({ cookie.name.view(in: base).equals($0) })
            else { continue }
            transaction.serverCookie = .passive
            transaction.foundServerCookie = true
            if settings.preserve { continue }
            if (server != nil && settings.mode == .insert) || (assignment.isDirect && settings.indirect) {
                message.remove(at: field)
                index = field
                transaction.serverCookie = .deleted
            } else if let own, settings.mode == .rewrite {
                if own.withUnsafeBufferPointer({ message.replacePart(cookie.value, of: field, with: $0) }) {
                    transaction.serverCookie = .rewritten
                }
            } else if let own, settings.mode == .prefix {
                let prefix = own + [UInt8(ascii: "~")]
                let start = Slice(offset: cookie.value.start, length: 0)
                if prefix.withUnsafeBufferPointer({ message.replacePart(start, of: field, with: $0) }) {
                    transaction.serverCookie = .rewritten
                }
            }
        }
    }

    /// Whether the client must get our cookie.
    private func needsCookie(_ jar: PersistenceCookie) -> Bool {
        let settings = jar.settings
        guard settings.mode == .insert, server != nil, !flags.contains(.ignorePersist) else { return false }
        if settings.preserve, transaction.foundServerCookie { return false }
        if settings.postonly, transaction.method != .post { return false }
        let dates = transaction.cookieDates
        if !assignment.isDirect { return true }
        if jar.maxidle > 0 || dates.last != 0, dates.last == 0 || dates.last < wallSeconds { return true }
        return jar.maxlife > 0 ? dates.first == 0 : dates.first != 0
    }

    private func addCookie(_ jar: PersistenceCookie, _ message: Message) -> Bool {
        let own = server?.cookie
        let count = jar.removal.count + jar.attributes.count + (own?.count ?? 0) + 2 * (CookieStamp.length + 1)
        let added = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { scratch in
            guard let area = scratch.baseAddress else { return false }
            var text = Buffer(area: area, capacity: count)
            if let own {
                jar.name.withUnsafeBufferPointer { _ = text.append($0) }
                text.append(UInt8(ascii: "="))
                own.withUnsafeBufferPointer { _ = text.append($0) }
                if jar.isDated {
                    let now = (wallSeconds + 3) >> 2
                    append(stamp: now, to: &text)
                    if jar.maxlife > 0 {
                        let first = transaction.cookieDates.first
                        append(stamp: first != 0 ? first >> 2 : now, to: &text)
                    }
                }
                text.append("; path=/")
            } else {
                // A server without a value of its own: the client shall forget its cookie.
                jar.removal.withUnsafeBufferPointer { _ = text.append($0) }
            }
            jar.attributes.withUnsafeBufferPointer { _ = text.append($0) }
            return message.add(.setCookie, text.readable)
        }
        guard added else { return false }
        transaction.serverCookie = own != nil && assignment.isDirect ? .updated : .inserted
        return true
    }

    private func append(stamp quarters: Int64, to text: inout Buffer) {
        text.append(UInt8(ascii: "|"))
        guard let area = text.area else { return }
        CookieStamp.write(quarters, to: area + text.tail)
        text.tail += CookieStamp.length
    }
}
