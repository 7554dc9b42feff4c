/* A function runs a series of its own to its end, deeper in the stack, and completes inline
 * afterwards: the thread knows that it is inside that function again. */
#include "harness.h"

static int inside, finished;

FUNCTION(inner)
{
    return S_FALSE_;
}

static void run_inner(void* unused)
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(&state, inner, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
}

FUNCTION(last)
{
    ++finished;
    CHECK(!inside);
    CHECK_HR(hr, E_FAIL_);
    return WS_S_END;
}

FUNCTION(first)
{
    next->function = last;
    inside = 1;
    deeper(65536, run_inner, NULL);
    context->callback(E_FAIL_, model, context->callbackState);
    inside = 0;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_END);
    CHECK_EQUAL(finished, 1);
}
