/* Long series on stacks of 64, 32 and 16 KiB, of every kind: synchronous with a context
 * and without, completing inline, and pending and resumed there. */
#include "harness.h"

enum kind { ALONE, SYNCHRONOUS, INLINE, PENDING, KINDS };
enum { STEPS = 100000 };

struct series {
    enum kind kind;
    int calls;
    uintptr_t lowest, highest; /* where the functions ran */
    WS_ASYNC_CONTEXT pending;
    struct ending ending;
    HRESULT returned;
};

FUNCTION(step)
{
    struct series* series = argument;
    volatile char here = 0;
    CHECK_HR(hr, series->calls);
    if (!series->calls++) series->lowest = series->highest = (uintptr_t)&here;
    if (series->lowest > (uintptr_t)&here) series->lowest = (uintptr_t)&here;
    if (series->highest < (uintptr_t)&here) series->highest = (uintptr_t)&here;
    if (series->calls < STEPS) next->function = step;
    switch (series->kind) {
    case INLINE:
        context->callback(series->calls, model, context->callbackState);
        return WS_S_ASYNC;
    case PENDING:
        series->pending = *context;
        return WS_S_ASYNC;
    default:
        return series->calls;
    }
}

static void run(void* argument)
{
    struct series* series = argument;
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {ended, &series->ending};
    series->returned = execute(&state, step, WS_LONG_CALLBACK, series,
                               series->kind == ALONE ? NULL : &context, NULL);
    while (series->returned == WS_S_ASYNC && !series->ending.calls) {
        series->pending.callback(series->calls, WS_LONG_CALLBACK, series->pending.callbackState);
    }
}

TEST
{
    int stack, kind;
    for (stack = 65536; stack >= 16384; stack /= 2) {
        for (kind = 0; kind < KINDS; ++kind) {
            struct series series = {0};
            series.kind = kind;
            thread_join(thread_start(run, &series, (size_t)stack));
            CHECK_EQUAL(series.calls, STEPS);
            /* The first function is called out of another depth than the resumed ones. */
            CHECK(series.highest - series.lowest < 1024);
            CHECK_HR(series.returned, kind == PENDING ? WS_S_ASYNC : STEPS);
            CHECK_EQUAL(series.ending.calls, kind == PENDING);
            if (kind == PENDING) CHECK_HR(series.ending.hr, STEPS);
        }
    }
}
