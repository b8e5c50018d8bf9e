import Base
import Testing

@testable import Proxies

/// Statistics drive autoscaling and alarms.
@Suite("Counters")
struct CountersTests {
    @Test("threads count apart and are summed")
    func sums() {
        let counters = Counters(threads: 3)
        counters[0][.sessions] &+= 2
        counters[2][.sessions] &+= 5
        counters[1][.bytesIn] &+= 1 << 40
        #expect(counters.total(.sessions) == 7)
        #expect(counters.total(.bytesIn) == 1 << 40)
        counters.reset()
        #expect(counters.total(.sessions) == 0)
    }

    @Test("every counter has a word of its own below the rates")
    func layout() {
        #expect(Counter.allCases.count <= CounterBlock.rateBase)
        let counters = Counters(threads: 1)
        for (index, counter) in Counter.allCases.enumerated() { counters[0][counter] = UInt64(index + 1) }
        for (index, counter) in Counter.allCases.enumerated() { #expect(counters.total(counter) == UInt64(index + 1)) }
        #expect(counters.rate(.sessions, at: 0) == 0)
        #expect(counters.average(.queue) == 0)
    }

    @Test("a rate slides over one second")
    func rates() {
        let counters = Counters(threads: 1)
        counters[0].event(.sessions, at: 10_200, count: 100)
        #expect(counters.rate(.sessions, at: 10_900) == 100)
        #expect(counters.rate(.sessions, at: 11_250) == 75)
        #expect(counters.rate(.sessions, at: 11_999) == 0)
        #expect(counters.rate(.sessions, at: 12_000) == 0)
        counters[0].event(.sessions, at: 11_500, count: 10)
        #expect(counters.rate(.sessions, at: 11_500) == 60)
        #expect(counters.maximum(.sessions) == 100)
        counters[0].event(.sessions, at: 20_000, count: 1)
        #expect(counters.rate(.sessions, at: 20_999) == 1)
        #expect(counters.rate(.sessions, at: 21_500) == 1)
        counters.resetMaxima()
        #expect(counters.maximum(.sessions) == 1)
    }

    @Test("times are averaged over the last 512")
    func times() {
        let counters = Counters(threads: 2)
        for _ in 0..<100 { counters[0].duration(.response, 10) }
        #expect(counters.average(.response) == 10)
        for _ in 0..<5000 { counters[0].duration(.response, 20) }
        #expect(counters.average(.response) == 20)
        #expect(counters.maximum(.response) == 20)
        for _ in 0..<5000 { counters[1].duration(.response, 40) }
        #expect(counters.average(.response) == 30)
    }
}
