/* If no function completed asynchronously, the result is returned and the callback
 * is never called. */
#include "harness.h"

FUNCTION(step)
{
    if (++*(int*)argument % 5) next->function = step;
    return *(int*)argument % 2 ? E_FAIL_ : WS_S_END;
}

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    int calls = 0;
    CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, &calls, &context, NULL), E_FAIL_);
    CHECK_EQUAL(calls, 5);
    CHECK_HR(execute(&state, step, WS_SHORT_CALLBACK, &calls, &context, NULL), WS_S_END);
    CHECK_EQUAL(calls, 10);
}
