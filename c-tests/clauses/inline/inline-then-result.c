/* A function that completes inline and then returns something other than WS_S_ASYNC:
 * its return value counts. And it leaves no trace: a later function that is really
 * pending stays so. Its successor named before, after, or not at all. */
#include "harness.h"

enum when { BEFORE, AFTER, NEVER };
static enum when when;
static struct completion pending;
static int calls;

FUNCTION(last)
{
    CHECK_HR(hr, WS_S_END);
    return S_FALSE_;
}

FUNCTION(really_pending)
{
    ++calls;
    CHECK_HR(hr, E_FAIL_);
    CHECK(next->function == NULL);
    next->function = last;
    pending.context = *context;
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    WS_ASYNC_CONTEXT copy = *context;
    ++calls;
    if (when == BEFORE) next->function = really_pending;
    copy.callback(S_FALSE_, WS_SHORT_CALLBACK, copy.callbackState);
    if (when == AFTER) next->function = really_pending;
    return E_FAIL_;
}

TEST
{
    for (when = BEFORE; when <= NEVER; ++when) {
        WS_ASYNC_STATE* state = guarded_state();
        struct ending ending = {0};
        WS_ASYNC_CONTEXT context = {ended, &ending};
        calls = 0;
        if (when == NEVER) {
            CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), E_FAIL_);
            CHECK_EQUAL(calls, 1);
            continue;
        }
        CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
        CHECK_EQUAL(calls, 2);
        CHECK_EQUAL(ending.calls, 0);
        pending.hr = WS_S_END;
        pending.model = WS_SHORT_CALLBACK;
        complete(&pending);
        CHECK_EQUAL(ending.calls, 1);
        CHECK_HR(ending.hr, S_FALSE_);
        CHECK_EQUAL(ending.model, WS_SHORT_CALLBACK);
    }
}
