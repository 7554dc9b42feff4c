/* only: windows */
/* The same with the C library's longjmp, which unwinds with the help of the system. */
#include <setjmp.h>

#include "harness.h"

static jmp_buf target;

static __attribute__((noinline)) int is_left(void (*run)(void*), void* argument)
{
    if (setjmp(target)) return 1;
    run(argument);
    return 0;
}

static void leave(void)
{
    longjmp(target, 1);
}

#define WAY_TO_LEAVE
#include "survives-unwind.c"
