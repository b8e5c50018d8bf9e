// Samples: the formats that have a name.

extension LogFormat {
    /// The formats behind `option httplog` and its relatives, and behind the variables `HAPROXY_*_LOG_FMT`.
    public enum BuiltIn: String, CaseIterable, Sendable {
        case http, httpCLF, https, tcp, tcpCLF

        /// The format as text (manual §8.2.2 to §8.2.4; 3.4).
        public var text: String {
            switch self {
            case .http:
                "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r"
            case .httpCLF:
                "%{+Q}o %{-Q}ci - - [%trg] %r %ST %B \"\" \"\" %cp %ms %ft %b %s %TR %Tw %Tc %Tr %Ta %tsc %ac %fc %bc %sc %rc %sq %bq %CC %CS %hrl %hsl"
            case .https:
                "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq %hr %hs %{+Q}r %[fc_err]/%[ssl_fc_err,hex]/%[ssl_c_err]/%[ssl_c_ca_err]/%[ssl_fc_is_resumed] %[ssl_fc_sni]/%sslv/%sslc"
            case .tcp:
                "%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq"
            case .tcpCLF:
                "%{+Q}o %{-Q}ci - - [%T] \"TCP \" 000 %B \"\" \"\" %cp %ms %ft %b %s %Th %Tw %Tc %Tt %U %ts-- %ac %fc %bc %sc %rc %sq %bq \"\" \"\" "
            }
        }

        /// The format as text for a program whose vocabulary may lack TLS: every connection is then a plain one.
        public func text(in vocabulary: Vocabulary) -> String {
            guard self == .https, vocabulary.fetches["ssl_fc_err"] == nil else { return text }
            return BuiltIn.http.text + " 0/-/-/-/0 -/%sslv/%sslc"
        }

        /// The environment variable that holds the text while a configuration is read (since 2.7).
        public var variable: String {
            switch self {
            case .http: "HAPROXY_HTTP_LOG_FMT"
            case .httpCLF: "HAPROXY_HTTP_CLF_LOG_FMT"
            case .https: "HAPROXY_HTTPS_LOG_FMT"
            case .tcp: "HAPROXY_TCP_LOG_FMT"
            case .tcpCLF: "HAPROXY_TCP_CLF_LOG_FMT"
            }
        }
    }
}
