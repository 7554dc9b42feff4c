/* A million inline completions in a row use the stack of one: on a thread of 64 KiB,
 * and every function starts at the same address. */
#include "harness.h"

enum { STEPS = 1000000 };

struct series {
    int calls;
    uintptr_t address;
    HRESULT returned;
};

FUNCTION(step)
{
    struct series* series = argument;
    volatile char here = 0;
    if (!series->calls) series->address = (uintptr_t)&here;
    CHECK_EQUAL(series->address, &here);
    if (++series->calls < STEPS) next->function = step;
    context->callback(S_FALSE_, model, context->callbackState);
    return WS_S_ASYNC;
}

static void run(void* argument)
{
    struct series* series = argument;
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    series->returned = execute(&state, step, WS_LONG_CALLBACK, series, &context, NULL);
}

TEST
{
    struct series series = {0, 0, 0};
    thread_join(thread_start(run, &series, 65536));
    CHECK_EQUAL(series.calls, STEPS);
    CHECK_HR(series.returned, S_FALSE_);
}
