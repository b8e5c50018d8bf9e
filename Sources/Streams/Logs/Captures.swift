// Streams: parts of messages that outlive them.
import Base
import HTTP
import Proxies

/// Values of captured headers of one direction (`req_cap`, `res_cap`).
///
/// One block a stream, made when its frontend first captures and kept for the next stream.
public final class Captures {
    private var block: UnsafeMutablePointer<UInt8>?
    private var capacity = 0
    /// Start and length of each slot; length -1: nothing captured.
    private var slots: UnsafeMutablePointer<(start: Int32, limit: Int32, length: Int32)>?
    private var slotCapacity = 0
    /// Slots of the present frontend; 0 before anything was captured.
    public private(set) var count = 0

    init() {}

    deinit {
        block?.deallocate()
        slots?.deallocate()
    }

    /// Forgets all values.
    func reset() { count = 0 }

    /// Makes empty slots for a frontend's captures.
    func prepare(_ captures: [HeaderCapture]) {
        let size = captures.reduce(0) { $0 + $1.length }
        if size > capacity {
            block?.deallocate()
            block = .allocate(capacity: size)
            capacity = size
        }
        if captures.count > slotCapacity {
            slots?.deallocate()
            slots = .allocate(capacity: captures.count)
            slotCapacity = captures.count
        }
        var start = 0
        for (index, capture) in captures.enumerated() {
            slots.unsafelyUnwrapped[index] = (Int32(start), Int32(capture.length), -1)
            start += capture.length
        }
        count = captures.count
    }

    /// The value in slot `index`, `nil` when nothing was captured.
    public func value(_ index: Int) -> ByteView? {
        guard index >= 0, index < count, let slots, let block else { return nil }
        let slot = slots[index]
        guard slot.length >= 0 else { return nil }
        return ByteView(start: block + Int(slot.start), count: Int(slot.length))
    }

    /// Puts `value` into slot `index`, cut at its length (`http-request capture`).
    public func set(_ index: Int, _ value: ByteView) {
        guard index >= 0, index < count, let slots, let block else { return }
        let length = min(value.count, Int(slots[index].limit))
        if let source = value.baseAddress { (block + Int(slots[index].start)).update(from: source, count: length) }
        slots[index].length = Int32(length)
    }

    /// Keeps the last occurrence of every captured header (`http_capture_headers`).
    func capture(_ names: [[UInt8]], from message: Message) {
        for (index, name) in names.enumerated() where !name.isEmpty {
            var at = message.fieldCount
            while at > 0 {
                at -= 1
                let found = name.withUnsafeBufferPointer { message.name(at: at).equals($0) }
                if found {
                    set(index, message.value(at: at))
                    break
                }
            }
        }
    }
}
