/* The caller's context is read during the call only: here it is overwritten, and
 * made inaccessible, before the operation completes. */
#include "harness.h"

static struct completion pending;

FUNCTION(last)
{
    return hr;
}

FUNCTION(first)
{
    next->function = last;
    pending.context = *context;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT* context = (WS_ASYNC_CONTEXT*)(void*)guarded_state();
    struct ending ending = {0};
    context->callback = ended;
    context->callbackState = &ending;
    CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, context, NULL), WS_S_ASYNC);
    context->callback = never_called;
    context->callbackState = NULL;
    forbid(context);
    pending.hr = E_FAIL_;
    pending.model = WS_LONG_CALLBACK;
    on_another_thread(complete, &pending);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, E_FAIL_);
}
