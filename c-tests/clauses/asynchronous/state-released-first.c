/* The last touch of the state comes before the caller's callback, which may make it
 * inaccessible. Series that end synchronously after a completion, and with the
 * completion itself; completed after the function has returned. (Before: see
 * pending-returns.) */
#include "harness.h"

static WS_ASYNC_STATE* state;
static struct completion pending;

ENDING_FUNCTION(ended_and_gone)
{
    forbid(state);
    ended(hr, model, argument);
}

FUNCTION(synchronous)
{
    return hr;
}

FUNCTION(first)
{
    next->function = *(WS_ASYNC_FUNCTION*)argument;
    pending.context = *context;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_FUNCTION lasts[] = {NULL, synchronous};
    int i;
    for (i = 0; i < 2; ++i) {
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended_and_gone, &ending};
        state = guarded_state();
        CHECK_HR(execute(state, first, WS_LONG_CALLBACK, &lasts[i], &context, NULL), WS_S_ASYNC);
        pending.hr = E_FAIL_;
        pending.model = WS_LONG_CALLBACK;
        complete(&pending);
        CHECK_EQUAL(ending.calls, 1);
        CHECK_HR(ending.hr, E_FAIL_);
    }
}
