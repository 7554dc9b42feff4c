/* What a completion reports as the callback model is passed on as it is. */
#include "harness.h"

static const WS_CALLBACK_MODEL unheard_of = (WS_CALLBACK_MODEL)7;
static int calls;

FUNCTION(last)
{
    ++calls;
    CHECK_EQUAL(model, unheard_of);
    return NO_ERROR;
}

FUNCTION(first)
{
    next->function = last;
    complete_elsewhere(context, NO_ERROR, unheard_of);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(calls, 1);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_EQUAL(ending.model, unheard_of);
}
