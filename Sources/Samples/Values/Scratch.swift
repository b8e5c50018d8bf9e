// Samples: where the bytes of converted samples live for a moment.
import Base

/// A thread's short-lived memory for evaluations (HAProxy's trash chunks).
///
/// A trivial handle. Everything taken from it is valid until ``reset()`` or ``rewind(to:)``; a full
/// scratch makes the converter fail, as an overlong chunk does in HAProxy.
public struct Scratch {
    @usableFromInline
    struct State {
        @usableFromInline var block: UnsafeMutablePointer<UInt8>
        @usableFromInline var capacity: Int
        @usableFromInline var used: Int
        @usableFromInline var random: UInt64
    }
    @usableFromInline let state: UnsafeMutablePointer<State>
    /// Groups of the last regular expression this thread matched.
    public let regex: RegexWorkspace

    /// - Parameter capacity: bytes available to one evaluation; several times the buffer size is right.
    public init(capacity: Int = 65536) {
        state = .allocate(capacity: 1)
        state.initialize(to: State(block: .allocate(capacity: capacity), capacity: capacity, used: 0, random: 0x9e37_79b9_7f4a_7c15))
        regex = RegexWorkspace()
    }

    /// Gives the memory back; the handle and its copies are dead afterwards.
    public func destroy() {
        state.pointee.block.deallocate()
        state.deinitialize(count: 1)
        state.deallocate()
        regex.destroy()
    }

    /// Bytes in use; a mark for ``rewind(to:)``.
    @inlinable public var mark: Int { state.pointee.used }
    /// Forgets everything.
    @inlinable public func reset() { state.pointee.used = 0 }
    /// Forgets everything taken since `mark`.
    @inlinable public func rewind(to mark: Int) { state.pointee.used = mark }
    /// Bytes that may still be taken.
    @inlinable public var room: Int { state.pointee.capacity - state.pointee.used }

    /// Takes `count` bytes, or `nil` when there is no such room.
    @inlinable public func take(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
        guard count >= 0, count <= state.pointee.capacity - state.pointee.used else { return nil }
        let start = state.pointee.block + state.pointee.used
        state.pointee.used += count
        return start
    }

    /// Copies `view` into the scratch.
    @inlinable public func copy(_ view: ByteView) -> ByteView? {
        guard let target = take(view.count) else { return nil }
        if let source = view.baseAddress { target.update(from: source, count: view.count) }
        return ByteView(start: target, count: view.count)
    }

    /// Lets `body` write up to ``room`` bytes; it returns how many it wrote, or `nil` for failure.
    @inlinable public func write(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Int?) -> ByteView? {
        let start = state.pointee.block + state.pointee.used
        guard let written = body(UnsafeMutableBufferPointer(start: start, count: room)) else { return nil }
        state.pointee.used += written
        return ByteView(start: start, count: written)
    }

    /// The number in decimal.
    public func decimal(_ value: Int64) -> ByteView? {
        guard let end = take(20) else { return nil }
        var at = 20
        var rest = value.magnitude
        repeat {
            at -= 1
            end[at] = UInt8(truncatingIfNeeded: 48 &+ rest % 10)
            rest /= 10
        } while rest > 0
        if value < 0 { at -= 1; end[at] = 45 }
        return ByteView(start: end + at, count: 20 - at)
    }

    /// A fast pseudo-random number; not for secrets.
    public func random() -> UInt64 {
        var x = state.pointee.random
        x ^= x << 13; x ^= x >> 7; x ^= x << 17
        state.pointee.random = x
        return x
    }

    /// Gives this thread's random numbers their start; zero is ignored.
    public func seed(_ value: UInt64) { if value != 0 { state.pointee.random = value } }
}
