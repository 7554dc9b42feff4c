/* In a series that a completion has resumed, an inline completion does not call the
 * caller's callback from inside the function either: it comes after it, once. */
#include "harness.h"

static int inside;

ENDING_FUNCTION(ended_outside)
{
    CHECK(!inside);
    ended(hr, model, argument);
}

FUNCTION(last)
{
    inside = 1;
    context->callback(E_FAIL_, WS_LONG_CALLBACK, context->callbackState);
    inside = 0;
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    next->function = last;
    complete_elsewhere(context, NO_ERROR, WS_SHORT_CALLBACK);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended_outside, &ending};
    CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, E_FAIL_);
    CHECK_EQUAL(ending.model, WS_SHORT_CALLBACK);
}
