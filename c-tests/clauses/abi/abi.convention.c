/* Caller and callee agree on who removes the arguments: the stack pointer is the
 * same before and after, also where the callee does (32-bit Windows). */
#include "harness.h"

static uintptr_t stack_pointer(void)
{
    uintptr_t value;
#if defined(__x86_64__)
    __asm__ volatile("mov %%rsp, %0" : "=r"(value));
#elif defined(__i386__)
    __asm__ volatile("mov %%esp, %0" : "=r"(value));
#else
    value = (uintptr_t)__builtin_frame_address(0);
#endif
    return value;
}

FUNCTION(once)
{
    if (argument) next->function = NULL;
    return S_FALSE_;
}

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    volatile uintptr_t lowest = UINTPTR_MAX, highest = 0;
    int i;
    for (i = 0; i < 1000; ++i) {
        uintptr_t here = stack_pointer();
        if (here < lowest) lowest = here;
        if (here > highest) highest = here;
        CHECK_HR(execute(&state, once, WS_LONG_CALLBACK, &state, NULL, NULL), S_FALSE_);
        CHECK_HR(execute(&state, once, WS_LONG_CALLBACK, &state, &context, NULL), S_FALSE_);
    }
    /* Sixteen bytes: what a compiler may still have pushed in between. */
    CHECK(highest - lowest <= 16);
}
