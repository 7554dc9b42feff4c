/* A series has ended on this thread, and another thread now uses the state for a new one.
 * The new one's completion arrives on this thread, which is not inside any function: the
 * series goes on at once, even though what the old one left on the stack is still there.
 * The old one is alone, or runs inside a function. */
#include "harness.h"

enum { DEEP = 65536 };

static WS_ASYNC_STATE* state;
static struct completion pending;
static struct ending ending;

FUNCTION(first_of_new)
{
    pending.context = *context;
    return WS_S_ASYNC;
}

static void start_new(void* unused)
{
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(state, first_of_new, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
}

FUNCTION(only_of_old)
{
    if (argument) {
        pending.context = *context;
        return WS_S_ASYNC;
    }
    return S_FALSE_;
}

static void run_old(void* stays_pending)
{
    WS_ASYNC_CONTEXT context = {stays_pending ? ended : never_called, &ending};
    CHECK_HR(execute(state, only_of_old, WS_LONG_CALLBACK, stays_pending, &context, NULL),
             stays_pending ? WS_S_ASYNC : S_FALSE_);
}

static void run(void* stays_pending)
{
    memset(&ending, 0, sizeof ending);
    deeper(DEEP, run_old, stays_pending);
    if (stays_pending) {
        on_another_thread(complete, &pending);
        CHECK_EQUAL(ending.calls, 1);
        ending.calls = 0;
    }
    on_another_thread(start_new, NULL);
    pending.hr = E_FAIL_;
    pending.model = WS_SHORT_CALLBACK;
    deeper(2 * DEEP, complete, &pending);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, E_FAIL_);
}

FUNCTION(around)
{
    run(NULL);
    run(state);
    return NO_ERROR;
}

TEST
{
    WS_ASYNC_STATE outer;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    state = guarded_state();
    run(NULL);
    run(state);
    CHECK_HR(execute(&outer, around, WS_LONG_CALLBACK, NULL, &context, NULL), NO_ERROR);
}
