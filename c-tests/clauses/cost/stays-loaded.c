/* only: loaded */
/* The library is unloaded while a series is pending: its code stays, and the series
 * goes on and ends, also with further functions. */
#include "harness.h"

static struct completion pending;
static int calls;

FUNCTION(step)
{
    if (++calls < 5) next->function = step;
    if (calls == 4) {
        context->callback(S_FALSE_, model, context->callbackState);
    } else {
        pending.context = *context;
    }
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    unload_library();
    while (!ending.calls) {
        pending.hr = WS_S_END;
        pending.model = WS_LONG_CALLBACK;
        on_another_thread(complete, &pending);
    }
    CHECK_EQUAL(calls, 5);
    CHECK_HR(ending.hr, WS_S_END);
}
