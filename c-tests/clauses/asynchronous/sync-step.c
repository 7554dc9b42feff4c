/* A function that returns anything but WS_S_ASYNC has completed: the next is called
 * at once, on the same thread, with the same callback model. */
#include "harness.h"

struct series {
    int calls;
    uintptr_t thread;
    WS_CALLBACK_MODEL model;
};

FUNCTION(step)
{
    static const HRESULT results[] = {NO_ERROR, S_FALSE_, WS_S_END, E_FAIL_};
    struct series* series = argument;
    CHECK_EQUAL(thread_self(), series->thread);
    CHECK_EQUAL(model, series->model);
    if (++series->calls < 100) next->function = step;
    return results[series->calls % 4];
}

FUNCTION(after_hop)
{
    ((struct series*)argument)->thread = thread_self();
    next->function = step;
    return hr;
}

FUNCTION(start_hop)
{
    next->function = after_hop;
    complete_elsewhere(context, NO_ERROR, WS_SHORT_CALLBACK);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    struct series series = {0, 0, WS_LONG_CALLBACK};
    series.thread = thread_self();
    CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, &series, &context, NULL), NO_ERROR);
    CHECK_EQUAL(series.calls, 100);
    CHECK_EQUAL(ending.calls, 0);
    /* And on a completing thread. */
    series.calls = 0;
    series.model = WS_SHORT_CALLBACK;
    CHECK_HR(execute(&state, start_hop, WS_LONG_CALLBACK, &series, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(series.calls, 100);
    CHECK_EQUAL(ending.calls, 1);
}
