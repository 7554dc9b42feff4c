/* As restart-safe, and the new series' own function completes inline: that is its
 * completion, and the old function's frame around it does not get in the way. */
#include "harness.h"

static WS_ASYNC_STATE* state;
static struct ending old_ending;
static int calls;

FUNCTION(new_step)
{
    if (++calls < 5) next->function = new_step;
    context->callback(S_FALSE_, model, context->callbackState);
    return WS_S_ASYNC;
}

FUNCTION(old)
{
    WS_ASYNC_CONTEXT unused = {never_called, NULL};
    complete_elsewhere(context, E_FAIL_, WS_SHORT_CALLBACK);
    CHECK_HR(execute(state, new_step, WS_LONG_CALLBACK, NULL, &unused, NULL), S_FALSE_);
    CHECK_EQUAL(calls, 5);
    forbid(state);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_CONTEXT context = {ended, &old_ending};
    state = guarded_state();
    CHECK_HR(execute(state, old, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(old_ending.calls, 1);
}
