/* A function may run another series with another state and pass its own context on:
 * five deep, ending asynchronously or synchronously. */
#include "harness.h"

enum { DEPTH = 5 };
enum kind { SYNCHRONOUS, LATER, ELSEWHERE };

struct series {
    WS_ASYNC_STATE* state;
    struct series* inner;
    int finished;
};

static enum kind kind;
static struct completion pending;

FUNCTION(finish)
{
    struct series* series = argument;
    CHECK_HR(hr, (HRESULT)0x80040001);
    ++series->finished;
    return hr;
}

FUNCTION(begin)
{
    struct series* series = argument;
    next->function = finish;
    if (series->inner) {
        return execute(series->inner->state, begin, model, series->inner, context, error);
    }
    switch (kind) {
    case SYNCHRONOUS:
        return (HRESULT)0x80040001;
    case ELSEWHERE:
        complete_elsewhere(context, (HRESULT)0x80040001, WS_SHORT_CALLBACK);
        return WS_S_ASYNC;
    default:
        pending.context = *context;
        return WS_S_ASYNC;
    }
}

TEST
{
    for (kind = SYNCHRONOUS; kind <= ELSEWHERE; ++kind) {
        struct series series[DEPTH];
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended, &ending};
        int asynchronous = kind != SYNCHRONOUS, i;
        HRESULT returned;
        for (i = 0; i < DEPTH; ++i) {
            series[i].state = guarded_state();
            series[i].inner = i + 1 < DEPTH ? &series[i + 1] : NULL;
            series[i].finished = 0;
        }
        returned = execute(series[0].state, begin, WS_LONG_CALLBACK, &series[0], &context, NULL);
        CHECK_HR(returned, asynchronous ? WS_S_ASYNC : (HRESULT)0x80040001);
        if (kind == LATER) {
            CHECK_EQUAL(ending.calls, 0);
            pending.hr = (HRESULT)0x80040001;
            pending.model = WS_SHORT_CALLBACK;
            on_another_thread(complete, &pending);
        }
        CHECK_EQUAL(ending.calls, asynchronous);
        for (i = 0; i < DEPTH; ++i) CHECK_EQUAL(series[i].finished, 1);
    }
}
