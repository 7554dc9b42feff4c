/* A completion from inside the function it belongs to counts as a synchronous one
 * with the completion's hr: the series goes on after the function has returned, with
 * the model unchanged, and the caller's callback is not called. */
#include "harness.h"

static int inside, calls;

FUNCTION(last)
{
    ++calls;
    CHECK(!inside);
    CHECK_HR(hr, E_FAIL_);
    CHECK_EQUAL(model, WS_LONG_CALLBACK);
    inside = 1;
    context->callback(S_FALSE_, WS_SHORT_CALLBACK, context->callbackState);
    inside = 0;
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    ++calls;
    next->function = last;
    inside = 1;
    context->callback(E_FAIL_, WS_SHORT_CALLBACK, context->callbackState);
    CHECK_EQUAL(calls, 1);
    inside = 0;
    return WS_S_ASYNC;
}

/* The successor is named only after the completion: it counts all the same. */
FUNCTION(late)
{
    WS_ASYNC_CONTEXT copy = *context;
    ++calls;
    inside = 1;
    copy.callback(E_FAIL_, WS_SHORT_CALLBACK, copy.callbackState);
    next->function = last;
    inside = 0;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
    CHECK_EQUAL(calls, 2);
    CHECK_HR(execute(state, late, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
    CHECK_EQUAL(calls, 4);
}
