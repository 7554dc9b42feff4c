/* If any function completed asynchronously, the caller's callback is called exactly
 * once, when the series has ended, with its result, the model of the last
 * asynchronous completion and the caller's callbackState; and the call returns
 * WS_S_ASYNC. Every mix of three kinds of completion in four functions. */
#include "harness.h"

enum { LENGTH = 4, KINDS = 3 };
enum kind { SYNCHRONOUS, BEFORE_RETURN, LATER };
static struct completion pending;

struct series {
    int kinds[LENGTH];
    int calls;
    WS_CALLBACK_MODEL expected_model;
};

FUNCTION(step)
{
    struct series* series = argument;
    int index = series->calls++;
    HRESULT result = (HRESULT)(0x80040000u + (unsigned)index);
    WS_CALLBACK_MODEL other = index % 2 ? WS_LONG_CALLBACK : WS_SHORT_CALLBACK;
    CHECK_EQUAL(model, series->expected_model);
    if (series->calls < LENGTH) next->function = step;
    switch (series->kinds[index]) {
    case SYNCHRONOUS:
        return result;
    case BEFORE_RETURN:
        series->expected_model = other;
        complete_elsewhere(context, result, other);
        return WS_S_ASYNC;
    default:
        series->expected_model = other;
        pending.context = *context;
        pending.hr = result;
        pending.model = other;
        return WS_S_ASYNC;
    }
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    int mix;
    for (mix = 0; mix < KINDS * KINDS * KINDS * KINDS; ++mix) {
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended, &ending};
        struct series series = {{0}, 0, WS_LONG_CALLBACK};
        HRESULT result = (HRESULT)(0x80040000u + LENGTH - 1), returned;
        int i, rest = mix, asynchronous = 0;
        for (i = 0; i < LENGTH; ++i, rest /= KINDS) {
            series.kinds[i] = rest % KINDS;
            asynchronous |= series.kinds[i] != SYNCHRONOUS;
        }
        pending.context.callback = NULL;
        returned = execute(state, step, WS_LONG_CALLBACK, &series, &context, NULL);
        while (pending.context.callback) {
            struct completion now = pending;
            CHECK_EQUAL(ending.calls, 0);
            pending.context.callback = NULL;
            complete(&now);
        }
        CHECK_EQUAL(series.calls, LENGTH);
        CHECK_HR(returned, asynchronous ? WS_S_ASYNC : result);
        CHECK_EQUAL(ending.calls, asynchronous);
        if (asynchronous) {
            CHECK_HR(ending.hr, result);
            CHECK_EQUAL(ending.model, series.expected_model);
        }
    }
}
