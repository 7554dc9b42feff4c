/* If a function reports inline more than once, the last report counts. */
#include "harness.h"

FUNCTION(last)
{
    CHECK_HR(hr, S_FALSE_);
    context->callback(S_FALSE_, model, context->callbackState);
    context->callback(NO_ERROR, model, context->callbackState);
    context->callback(WS_S_END, model, context->callbackState);
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    next->function = last;
    context->callback(E_FAIL_, model, context->callbackState);
    context->callback(S_FALSE_, model, context->callbackState);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_END);
}
