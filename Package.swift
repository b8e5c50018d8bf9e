// swift-tools-version: 6.1
import PackageDescription

// The modules of Harrier, lowest layer first. A module imports only what its line names;
// `--explicit-target-dependency-import-check error` (see Makefile) turns anything else into a build error.

/// Release builds trust the exclusivity that debug builds check (doc/decisions/0001-hot-objects.md).
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
    // Why: C modules that disagree on feature macros fail in debug builds.
    .unsafeFlags(["-Xcc", "-D_GNU_SOURCE"]),
]

/// One layer of the house.
func layer(_ name: String, _ dependencies: [String]) -> Target {
    .target(name: name, dependencies: dependencies.map { .byName(name: $0) }, swiftSettings: swiftSettings)
}

let base = ["Base", "CShims"]
let model = base + ["HTTP", "Config", "Samples", "Proxies"]
let engine = model + ["Net", "Streams"]

let package = Package(
    name: "harrier",
    products: [.executable(name: "harrier", targets: ["harrier"])],
    targets: [
        .target(name: "CShims", linkerSettings: [.linkedLibrary("pcre2-8"), .linkedLibrary("crypt"), .linkedLibrary("crypto"), .linkedLibrary("ssl")]),
        layer("Base", ["CShims"]),
        layer("HTTP", ["Base"]),
        layer("Config", ["Base"]),
        layer("Samples", ["Base", "HTTP", "Config"]),
        layer("Proxies", ["Base", "HTTP", "Config", "Samples"]),
        layer("Net", base),
        layer("Streams", model + ["Net"]),
        layer("Muxes", engine),
        layer("Checks", engine),
        layer("Control", engine),
        .executableTarget(
            name: "harrier",
            dependencies: (engine + ["Muxes", "Checks", "Control"]).map { .byName(name: $0) },
            swiftSettings: swiftSettings),
        .target(name: "TestKit", dependencies: ["Base", "Net"], path: "Tests/TestKit", swiftSettings: swiftSettings),
    ] + ["Base", "HTTP", "Config", "Samples", "Proxies", "Net"].map { name in
        .testTarget(
            name: "\(name)Tests",
            dependencies: (["TestKit"] + model + ["Net"]).map { .byName(name: $0) },
            path: "Tests/\(name)Tests", swiftSettings: swiftSettings)
    } + [
        .testTarget(
            name: "HarrierTests",
            dependencies: (["harrier"] + model).map { .byName(name: $0) },
            path: "Tests/HarrierTests", swiftSettings: swiftSettings),
        .testTarget(
            name: "EngineTests",
            dependencies: (["TestKit", "Muxes", "Checks", "Control"] + engine).map { .byName(name: $0) },
            path: "Tests/EngineTests", swiftSettings: swiftSettings),
    ]
)
