/* PCRE2, 8-bit code units. */
#ifndef HARRIER_PCRE2_H
#define HARRIER_PCRE2_H
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
static inline pcre2_code_8 *hs_pcre2_compile(const uint8_t *pattern, size_t length, uint32_t options, int *error, size_t *offset) {
    return pcre2_compile_8(pattern, length, options, error, offset, NULL);
}
static inline int hs_pcre2_jit(pcre2_code_8 *code) { return pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE); }
static inline int hs_pcre2_match(const pcre2_code_8 *code, const uint8_t *subject, size_t length, uint32_t options, pcre2_match_data_8 *data) {
    return pcre2_match_8(code, subject, length, 0, options, data, NULL);
}
#endif
