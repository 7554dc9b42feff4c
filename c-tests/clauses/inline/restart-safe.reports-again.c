/* As restart-safe, and the old function reports once more, which it must not: its series has
 * gone on without it, and the new one is not disturbed. */
#include "harness.h"

static WS_ASYNC_STATE* state;
static struct completion pending;
static struct ending old_ending, new_ending;

FUNCTION(new)
{
    pending.context = *context;
    return WS_S_ASYNC;
}

FUNCTION(old)
{
    WS_ASYNC_CONTEXT context_of_new = {ended, &new_ending};
    complete_elsewhere(context, E_FAIL_, WS_SHORT_CALLBACK);
    CHECK_EQUAL(old_ending.calls, 1);
    CHECK_HR(execute(state, new, WS_LONG_CALLBACK, NULL, &context_of_new, NULL), WS_S_ASYNC);
    context->callback(S_FALSE_, WS_SHORT_CALLBACK, context->callbackState);
    CHECK_EQUAL(old_ending.calls, 1);
    CHECK_EQUAL(new_ending.calls, 0);
    pending.hr = WS_S_END;
    pending.model = WS_LONG_CALLBACK;
    complete(&pending);
    CHECK_EQUAL(new_ending.calls, 1);
    CHECK_HR(new_ending.hr, WS_S_END);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_CONTEXT context = {ended, &old_ending};
    state = guarded_state();
    CHECK_HR(execute(state, old, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(old_ending.calls, 1);
}
