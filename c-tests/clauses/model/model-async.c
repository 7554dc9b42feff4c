/* An asynchronous completion's model goes to the functions after it, until the next
 * one, and to the final callback. */
#include "harness.h"

static WS_CALLBACK_MODEL expected;
static int calls, length;

FUNCTION(step)
{
    WS_CALLBACK_MODEL other = calls % 4 < 2 ? WS_SHORT_CALLBACK : WS_LONG_CALLBACK;
    CHECK_EQUAL(model, expected);
    if (++calls < length) next->function = step;
    if (calls % 3 == 0) return NO_ERROR;
    expected = other;
    complete_elsewhere(context, NO_ERROR, other);
    return WS_S_ASYNC;
}

TEST
{
    for (length = 1; length <= 9; ++length) {
        WS_ASYNC_STATE state;
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended, &ending};
        calls = 0;
        expected = WS_LONG_CALLBACK;
        CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
        CHECK_EQUAL(calls, length);
        CHECK_EQUAL(ending.calls, 1);
        CHECK_EQUAL(ending.model, expected);
    }
}
