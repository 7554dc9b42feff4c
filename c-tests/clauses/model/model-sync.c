/* A synchronous completion leaves the model as it was. */
#include "harness.h"

static WS_CALLBACK_MODEL expected;
static int calls;

FUNCTION(step)
{
    CHECK_EQUAL(model, expected);
    if (++calls % 10) next->function = step;
    return calls % 2 ? E_FAIL_ : NO_ERROR;
}

FUNCTION(first)
{
    next->function = step;
    complete_elsewhere(context, NO_ERROR, expected);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    for (expected = WS_SHORT_CALLBACK; expected <= WS_LONG_CALLBACK; ++expected) {
        WS_CALLBACK_MODEL other = expected == WS_LONG_CALLBACK ? WS_SHORT_CALLBACK : WS_LONG_CALLBACK;
        CHECK_HR(execute(&state, step, expected, NULL, NULL, NULL), NO_ERROR);
        CHECK_HR(execute(&state, step, expected, NULL, &context, NULL), NO_ERROR);
        CHECK_EQUAL(ending.calls, expected == WS_LONG_CALLBACK);
        CHECK_HR(execute(&state, first, other, NULL, &context, NULL), WS_S_ASYNC);
        CHECK_EQUAL(ending.model, expected);
    }
    CHECK_EQUAL(calls, 60);
    CHECK_EQUAL(ending.calls, 2);
}
