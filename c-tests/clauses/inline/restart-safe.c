/* A series ended elsewhere while one of its functions is still running here. This
 * thread, inside that function, uses the state for a new series, and completes it
 * there: the new series goes on at once. It is not mistaken for the old function's
 * completion. */
#include "harness.h"

static WS_ASYNC_STATE* state;
static struct completion pending;
static struct ending old_ending, new_ending;
static int finished;

FUNCTION(new_last)
{
    ++finished;
    CHECK_HR(hr, S_FALSE_);
    return WS_S_END;
}

FUNCTION(new_first)
{
    next->function = new_last;
    pending.context = *context;
    return WS_S_ASYNC;
}

FUNCTION(old)
{
    WS_ASYNC_CONTEXT context_of_new = {ended, &new_ending};
    int round;
    complete_elsewhere(context, E_FAIL_, WS_SHORT_CALLBACK);
    CHECK_EQUAL(old_ending.calls, 1);
    CHECK_HR(old_ending.hr, E_FAIL_);
    for (round = 1; round <= 3; ++round) {
        memset(state, 0xA5, sizeof *state);
        CHECK_HR(execute(state, new_first, WS_LONG_CALLBACK, NULL, &context_of_new, NULL), WS_S_ASYNC);
        CHECK_EQUAL(new_ending.calls, round - 1);
        pending.hr = S_FALSE_;
        pending.model = WS_SHORT_CALLBACK;
        complete(&pending);
        CHECK_EQUAL(finished, round);
        CHECK_EQUAL(new_ending.calls, round);
        CHECK_HR(new_ending.hr, WS_S_END);
    }
    forbid(state);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_CONTEXT context = {ended, &old_ending};
    state = guarded_state();
    CHECK_HR(execute(state, old, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(old_ending.calls, 1);
    CHECK_EQUAL(new_ending.calls, 3);
}
