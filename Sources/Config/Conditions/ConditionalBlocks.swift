// Config: which lines of nested `.if` blocks count.

/// The stack of `.if` blocks around a line.
struct ConditionalBlocks {
    enum State {
        /// Lines count; a later `.elif` or `.else` ends that.
        case taken
        /// No branch was taken so far.
        case wanting
        /// A branch was taken before, or the whole block is skipped.
        case done
        /// In `.else`, lines count.
        case elseTaken
        /// In `.else`, lines do not count.
        case elseSkipped
    }

    private var stack: [(state: State, location: SourceLocation)] = []

    /// State of the innermost block, `nil` outside of blocks.
    var state: State? { stack.last?.state }
    /// Where the innermost block began.
    var innermost: SourceLocation? { stack.last?.location }
    /// Whether lines here do not count.
    var isSkipping: Bool {
        switch state {
        case nil, .taken, .elseTaken: false
        case .wanting, .done, .elseSkipped: true
        }
    }

    mutating func begin(_ holds: Bool, at location: SourceLocation) {
        stack.append((holds ? .taken : .wanting, location))
    }

    /// A block inside a skipped one.
    mutating func beginSkipped(at location: SourceLocation) { stack.append((.done, location)) }

    /// The branch that begins is taken.
    mutating func take() { set(.taken) }
    /// The branch that ends was taken; none after it is.
    mutating func leave() { set(.done) }

    mutating func takeElse() { set(state == .wanting ? .elseTaken : .elseSkipped) }

    /// - Returns: whether there was a block to end.
    mutating func end() -> Bool { stack.popLast() != nil }

    private mutating func set(_ state: State) {
        if !stack.isEmpty { stack[stack.count - 1].state = state }
    }
}
