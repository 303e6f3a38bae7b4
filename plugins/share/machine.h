/* SPDX-License-Identifier: MIT */
/* machine.h - which vector instructions this machine has; what is found there
 * must be the same with each of them.
 *
 * Asked for at run time.  AVX2 goes with BMI2, AVX-512 with what moves bytes about;
 * not the first two of AMD's Zen, which gather bits slowly. */
#ifndef CATENA_SHARE_MACHINE_H
#define CATENA_SHARE_MACHINE_H

#if defined(__x86_64__) && defined(__GNUC__)
#define SHARE_X86 1
#define SHARE_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define SHARE_AVX512 \
	__attribute__((target( \
	    "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,avx2,bmi,bmi2," \
	    "popcnt")))
#endif

enum share_machine {
	SHARE_UNKNOWN, /* not asked yet */
	SHARE_HAS_NONE,
	SHARE_HAS_AVX2,
	SHARE_HAS_AVX512
};

static inline enum share_machine share_machine(void)
{
#ifdef SHARE_X86
	__builtin_cpu_init();
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	    !__builtin_cpu_supports("bmi2") || !__builtin_cpu_supports("popcnt") ||
	    __builtin_cpu_is("znver1") || __builtin_cpu_is("znver2"))
		return SHARE_HAS_NONE;
	return __builtin_cpu_supports("avx512f") &&
	               __builtin_cpu_supports("avx512bw") &&
	               __builtin_cpu_supports("avx512vl") &&
	               __builtin_cpu_supports("avx512dq") &&
	               __builtin_cpu_supports("avx512vbmi") &&
	               __builtin_cpu_supports("avx512vbmi2")
	           ? SHARE_HAS_AVX512
	           : SHARE_HAS_AVX2;
#else
	return SHARE_HAS_NONE;
#endif
}

#endif
