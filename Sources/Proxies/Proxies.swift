// Proxies
