/* Every C header that Harrier uses comes through this one module, with one set of
 * feature macros. Inline functions only, no logic: what Swift cannot spell. */
#ifndef HARRIER_CSHIMS_H
#define HARRIER_CSHIMS_H
#include "Linux.h"
#include "PCRE2.h"
#include "OpenSSL.h"
#endif
