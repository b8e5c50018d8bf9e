/* OpenSSL 3. */
#ifndef HARRIER_OPENSSL_H
#define HARRIER_OPENSSL_H
#include <openssl/opensslv.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
static inline const char *hs_openssl_version_text(void) { return OPENSSL_VERSION_TEXT; }
#endif
