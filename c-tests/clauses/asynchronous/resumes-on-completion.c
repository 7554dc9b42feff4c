/* A completion on another thread, after the function has returned, calls the next
 * function there, with the completion's hr and callback model. */
#include "harness.h"

static struct completion pending;
static uintptr_t resumed_on;
static int calls;

FUNCTION(second)
{
    ++calls;
    CHECK_HR(hr, WS_E_INVALID_FORMAT);
    CHECK_EQUAL(model, WS_SHORT_CALLBACK);
    resumed_on = thread_self();
    return S_FALSE_;
}

FUNCTION(first)
{
    next->function = second;
    pending.context = *context;
    return WS_S_ASYNC;
}

static void complete_here(void* thread)
{
    *(uintptr_t*)thread = thread_self();
    complete(&pending);
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    uintptr_t completed_on = 0;
    pending.hr = WS_E_INVALID_FORMAT;
    pending.model = WS_SHORT_CALLBACK;
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(calls, 0);
    on_another_thread(complete_here, &completed_on);
    CHECK_EQUAL(calls, 1);
    CHECK_EQUAL(resumed_on, completed_on);
    CHECK(completed_on != thread_self());
    CHECK_EQUAL(ending.thread, completed_on);
    CHECK_HR(ending.hr, S_FALSE_);
}
