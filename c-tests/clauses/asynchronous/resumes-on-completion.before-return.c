/* A completion on another thread, before the function has returned, calls the next
 * function there and then; the series may end before the function returns. */
#include "harness.h"

static int inside;
static uintptr_t main_thread;
static int calls;

FUNCTION(second)
{
    ++calls;
    CHECK(inside);
    CHECK(thread_self() != main_thread);
    CHECK_HR(hr, E_FAIL_);
    CHECK_EQUAL(model, WS_SHORT_CALLBACK);
    return S_FALSE_;
}

FUNCTION(first)
{
    struct ending* ending = argument;
    next->function = second;
    inside = 1;
    complete_elsewhere(context, E_FAIL_, WS_SHORT_CALLBACK);
    CHECK_EQUAL(ending->calls, 1);
    inside = 0;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    main_thread = thread_self();
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, &ending, &context, NULL), WS_S_ASYNC);
    CHECK_EQUAL(calls, 1);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, S_FALSE_);
    CHECK_EQUAL(ending.model, WS_SHORT_CALLBACK);
}
