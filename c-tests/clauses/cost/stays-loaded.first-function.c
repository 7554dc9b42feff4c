/* only: loaded */
/* The very first function of the first series unloads the library that has called it. */
#include "harness.h"

static struct completion pending;

FUNCTION(last)
{
    CHECK_HR(hr, S_FALSE_);
    pending.context = *context;
    pending.hr = WS_S_END;
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    next->function = last;
    unload_library();
    return S_FALSE_;
}

TEST
{
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(&state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    on_another_thread(complete, &pending);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, WS_S_END);
}
