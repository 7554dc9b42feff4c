/* A function that claims WS_S_ASYNC although it had no context ends the series:
 * nothing more is called, and the call returns WS_E_INVALID_OPERATION. */
#include "harness.h"

static int calls, last;

FUNCTION(never)
{
    CHECK(!"the series went on");
    return NO_ERROR;
}

FUNCTION(step)
{
    if (++calls == last) {
        next->function = never;
        return WS_S_ASYNC;
    }
    next->function = step;
    return NO_ERROR;
}

FUNCTION(alone)
{
    ++calls;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE state;
    for (last = 1; last < 5; ++last) {
        calls = 0;
        CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, NULL, NULL, SOME_ERROR),
                 WS_E_INVALID_OPERATION);
        CHECK_EQUAL(calls, last);
    }
    calls = 0;
    CHECK_HR(execute(&state, alone, WS_LONG_CALLBACK, NULL, NULL, NULL), WS_E_INVALID_OPERATION);
    CHECK_EQUAL(calls, 1);
}
