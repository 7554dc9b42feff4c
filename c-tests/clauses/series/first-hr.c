/* The first function receives NO_ERROR. */
#include "harness.h"

FUNCTION(first)
{
    ++*(int*)argument;
    CHECK_HR(hr, NO_ERROR);
    return E_FAIL_;
}

TEST
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    int calls = 0;
    CHECK_HR(execute(&state, first, WS_SHORT_CALLBACK, &calls, NULL, NULL), E_FAIL_);
    CHECK_HR(execute(&state, first, WS_SHORT_CALLBACK, &calls, &context, NULL), E_FAIL_);
    CHECK_EQUAL(calls, 2);
}
