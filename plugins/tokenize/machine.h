/* SPDX-License-Identifier: MIT */
/* machine.h - which vector instructions this machine has */
#ifndef TOKENIZE_MACHINE_H
#define TOKENIZE_MACHINE_H

/* Where the faster paths are compiled: which of them runs is decided at run
 * time.  They load eight bytes as one number, lowest first. */
#if defined(__x86_64__) && defined(__GNUC__)
#define TOKENIZE_X86 1

enum machine {
	MACHINE_SSE2,
	MACHINE_AVX2,
	MACHINE_AVX512
};

/* AVX2 goes with BMI2, AVX-512 with what moves bytes about; not the first two of
 * AMD's Zen, whose pext is slow. */
static inline enum machine machine_has(void)
{
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	    !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("popcnt") ||
	    __builtin_cpu_is("znver1") || __builtin_cpu_is("znver2"))
		return MACHINE_SSE2;
	if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512vbmi") &&
	    __builtin_cpu_supports("avx512vbmi2"))
		return MACHINE_AVX512;
	return MACHINE_AVX2;
}
#endif

#endif
