/* Inside the final callback a new series in the same state is started, and then completed
 * there: the operation is the new series', and no function is running any more. */
#include "harness.h"

static WS_ASYNC_STATE* state;
static struct completion pending;
static struct ending second_ending;

FUNCTION(last)
{
    CHECK_HR(hr, S_FALSE_);
    return WS_S_END;
}

FUNCTION(first)
{
    next->function = last;
    pending.context = *context;
    return WS_S_ASYNC;
}

ENDING_FUNCTION(once_more)
{
    WS_ASYNC_CONTEXT context = {ended, &second_ending};
    CHECK_HR(hr, WS_S_END);
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(second_ending.calls, 0);
    complete(&pending);
    CHECK_EQUAL(second_ending.calls, 1);
    ++*(int*)argument;
}

TEST
{
    int calls = 0;
    WS_ASYNC_CONTEXT context = {once_more, &calls};
    state = guarded_state();
    pending.hr = S_FALSE_;
    pending.model = WS_LONG_CALLBACK;
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    complete(&pending);
    CHECK_EQUAL(calls, 1);
    CHECK_HR(second_ending.hr, WS_S_END);
}
