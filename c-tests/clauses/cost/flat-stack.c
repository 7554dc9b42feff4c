/* Ten million synchronous steps, with a context and without, use the stack of one:
 * on a thread of 64 KiB, and every function starts at the same address. */
#include "harness.h"

enum { STEPS = 10000000 };

struct series {
    int calls;
    uintptr_t address;
    int moved;
    const WS_ASYNC_CONTEXT* context;
    HRESULT returned;
};

FUNCTION(step)
{
    struct series* series = argument;
    volatile char here = 0;
    if (!series->calls) series->address = (uintptr_t)&here;
    series->moved |= series->address != (uintptr_t)&here;
    if (++series->calls < STEPS) next->function = step;
    return hr;
}

static void run(void* argument)
{
    struct series* series = argument;
    WS_ASYNC_STATE state;
    series->returned = execute(&state, step, WS_LONG_CALLBACK, series, series->context, NULL);
}

TEST
{
    static const WS_ASYNC_CONTEXT context = {never_called, NULL};
    const WS_ASYNC_CONTEXT* contexts[] = {NULL, &context};
    int i;
    for (i = 0; i < 2; ++i) {
        struct series series = {0, 0, 0, NULL, -1};
        series.context = contexts[i];
        thread_join(thread_start(run, &series, 65536));
        CHECK_EQUAL(series.calls, STEPS);
        CHECK(!series.moved);
        CHECK_HR(series.returned, NO_ERROR);
    }
}
