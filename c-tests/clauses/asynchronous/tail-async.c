/* A last function that returns WS_S_ASYNC with next NULL ends the series when it
 * completes: before it returns or after, on another thread or this. */
#include "harness.h"

static struct completion pending;
static int before_return;

FUNCTION(last)
{
    if (before_return) {
        complete_elsewhere(context, WS_S_END, WS_SHORT_CALLBACK);
    } else {
        pending.context = *context;
    }
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    next->function = last;
    return NO_ERROR;
}

TEST
{
    WS_ASYNC_FUNCTION starts[] = {last, first};
    int i, way;
    for (i = 0; i < 2; ++i) {
        for (way = 0; way < 3; ++way) {
            WS_ASYNC_STATE* state = guarded_state();
            struct ending ending = {0};
            WS_ASYNC_CONTEXT context = {ended, &ending};
            before_return = way == 2;
            CHECK_HR(execute(state, starts[i], WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
            CHECK_EQUAL(ending.calls, before_return);
            pending.hr = WS_S_END;
            pending.model = WS_SHORT_CALLBACK;
            if (way == 0) complete(&pending);
            if (way == 1) on_another_thread(complete, &pending);
            CHECK_EQUAL(ending.calls, 1);
            CHECK_HR(ending.hr, WS_S_END);
            CHECK_EQUAL(ending.model, WS_SHORT_CALLBACK);
        }
    }
}
