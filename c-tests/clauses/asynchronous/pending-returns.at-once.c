/* The call returns while the operation is still pending, and touches the state no
 * more until the completion comes. */
#include "harness.h"

static WS_ASYNC_CONTEXT copy;

FUNCTION(second)
{
    copy = *context;
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    next->function = second;
    copy = *context;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    WS_ASYNC_STATE before;
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    before = *state;
    forbid(state);
    permit(state);
    CHECK(memcmp(&before, state, sizeof before) == 0);
    copy.callback(NO_ERROR, WS_LONG_CALLBACK, copy.callbackState);
    CHECK_EQUAL(ending.calls, 0);
    copy.callback(E_FAIL_, WS_SHORT_CALLBACK, copy.callbackState);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, E_FAIL_);
}
