/* Functions in functions, each of which completes the outermost one's operation inline or
 * its own, on a stack full of what others have left there. */
#include "harness.h"

enum { LEVELS = 4 };

static WS_ASYNC_CONTEXT contexts[LEVELS];
static int level, finished;

FUNCTION(last)
{
    ++finished;
    CHECK_HR(hr, E_FAIL_);
    return S_FALSE_;
}

FUNCTION(first)
{
    int mine = level;
    next->function = last;
    contexts[mine] = *context;
    if (++level < LEVELS) {
        WS_ASYNC_STATE state;
        WS_ASYNC_CONTEXT unused = {never_called, NULL};
        CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &unused, NULL), S_FALSE_);
    } else {
        int i;
        for (i = 0; i < LEVELS; ++i) contexts[i].callback(E_FAIL_, model, contexts[i].callbackState);
        CHECK_EQUAL(finished, 0);
    }
    CHECK_EQUAL(finished, LEVELS - 1 - mine);
    return WS_S_ASYNC;
}

static __attribute__((noinline)) void use_stack(int fill)
{
    volatile unsigned char bytes[65536];
    size_t i;
    for (i = 0; i < sizeof bytes; ++i) bytes[i] = (unsigned char)fill;
}

TEST
{
    int fill;
    for (fill = 0; fill < 256; fill += 51) {
        WS_ASYNC_STATE state;
        WS_ASYNC_CONTEXT unused = {never_called, NULL};
        level = finished = 0;
        use_stack(fill);
        CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &unused, NULL), S_FALSE_);
        CHECK_EQUAL(finished, LEVELS);
    }
}
