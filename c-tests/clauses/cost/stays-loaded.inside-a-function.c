/* only: loaded */
/* Series are pending on several threads, and another one's function unloads the library
 * while it runs. All go on and end, on threads that were there before and on new ones. */
#include "harness.h"

enum { SERIES = 8, STEPS = 6 };

struct series {
    WS_ASYNC_STATE state;
    struct completion pending;
    struct ending ending;
    struct event *started, *unloaded;
    int calls;
};

FUNCTION(step)
{
    struct series* series = argument;
    CHECK_HR(hr, series->calls);
    if (++series->calls < STEPS) next->function = step;
    series->pending.hr = series->calls;
    if (series->calls == 3) {
        context->callback(series->calls, model, context->callbackState);
        return WS_S_ASYNC;
    }
    if (series->calls == 4) return series->calls;
    series->pending.context = *context;
    return WS_S_ASYNC;
}

static void start(struct series* series, WS_ASYNC_FUNCTION first)
{
    WS_ASYNC_CONTEXT context = {ended, NULL};
    context.callbackState = &series->ending;
    CHECK_HR(execute(&series->state, first, WS_LONG_CALLBACK, series, &context, NULL), WS_S_ASYNC);
}

/* Every other series goes on on its thread, and all end on new ones. */
static void start_and_wait(void* argument)
{
    struct series* series = argument;
    start(series, step);
    event_signal(series->started);
    event_wait(series->unloaded);
    complete(&series->pending);
}

FUNCTION(unloads)
{
    struct series* series = argument;
    CHECK_HR(hr, NO_ERROR);
    next->function = step;
    unload_library();
    context->callback(NO_ERROR, model, context->callbackState);
    CHECK_EQUAL(series->calls, 0);
    return WS_S_ASYNC;
}

TEST
{
    static struct series series[SERIES], unloading;
    struct thread* threads[SERIES];
    int i;
    for (i = 0; i < SERIES; ++i) {
        series[i].started = event_create();
        series[i].unloaded = event_create();
        threads[i] = thread_start(start_and_wait, &series[i], 0);
        event_wait(series[i].started);
    }
    start(&unloading, unloads);
    for (i = 0; i < SERIES; ++i) {
        event_signal(series[i].unloaded);
        thread_join(threads[i]);
        CHECK_EQUAL(series[i].calls, 2);
        CHECK_EQUAL(series[i].ending.calls, 0);
        while (!series[i].ending.calls) on_another_thread(complete, &series[i].pending);
        CHECK_EQUAL(series[i].calls, STEPS);
        CHECK_HR(series[i].ending.hr, STEPS);
    }
    while (!unloading.ending.calls) on_another_thread(complete, &unloading.pending);
    CHECK_EQUAL(unloading.calls, STEPS);
}
