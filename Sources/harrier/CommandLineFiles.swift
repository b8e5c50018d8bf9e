// harrier: finding and reading configuration files.
import Base
import CShims
import Config

/// Why a file of the command line cannot be used.
struct FileFailure: Error, Equatable { let message: String }

/// The files behind `-f` and `--`.
enum ConfigurationFiles {
    /// Reads all files; a folder stands for its files `*.cfg`, hidden ones left out, in the order of their bytes.
    static func read(_ paths: [String]) throws(FileFailure) -> [ConfigurationSource] {
        var sources: [ConfigurationSource] = []
        for path in paths {
            for file in try files(behind: path) {
                guard let bytes = FileReader.read(file) else {
                    throw FileFailure(message: "config : Could not open configuration file \(file) : \(reason)")
                }
                sources.append(ConfigurationSource(name: file, bytes: bytes))
            }
        }
        return sources
    }

    private static var reason: String { String(cString: strerror(hs_errno())) }

    private static func files(behind path: String) throws(FileFailure) -> [String] {
        guard let mode = fileMode(path) else {
            throw FileFailure(message: "config : Cannot open configuration file/directory \(path) : \(reason)")
        }
        guard mode & UInt32(S_IFMT) == UInt32(S_IFDIR) else { return [path] }
        guard let folder = opendir(path) else {
            throw FileFailure(message: "config : Cannot open configuration directory \(path) : \(reason)")
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasSuffix(".cfg"), !name.hasPrefix(".") { names.append(name) }
        }
        names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let folderPath = path.hasSuffix("/") ? path : path + "/"
        return names.map { folderPath + $0 }.filter { file in
            fileMode(file).map { $0 & UInt32(S_IFMT) == UInt32(S_IFREG) } ?? false
        }
    }

    /// Kind and permissions of a file, `nil` when there is none.
    private static func fileMode(_ path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt32(status.st_mode) : nil
    }
}
