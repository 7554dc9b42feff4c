/* An inline completion whose hr is WS_S_ASYNC passes it on to a successor; as the
 * result of the series it would promise a callback that never comes, and becomes
 * WS_E_INVALID_OPERATION. Our decision: the documentation is silent. */
#include "harness.h"

FUNCTION(last)
{
    CHECK_HR(hr, WS_S_ASYNC);
    return S_FALSE_;
}

FUNCTION(first)
{
    if (argument) next->function = last;
    context->callback(WS_S_ASYNC, model, context->callbackState);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, &state, &context, NULL), S_FALSE_);
    CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_E_INVALID_OPERATION);
}
