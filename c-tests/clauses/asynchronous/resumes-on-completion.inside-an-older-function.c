/* ours */
/* The first function is still running here, though its operation has completed on
 * another thread and the series has gone on. The completion of a later operation,
 * delivered here, inside that first function, resumes the series on the spot: it is
 * a later function's, not the first one's. Up to three resumptions elsewhere. */
#include "harness.h"

static struct completion pending;
static int calls, hops;
static uintptr_t main_thread;
static struct ending ending;

FUNCTION(last)
{
    ++calls;
    CHECK_EQUAL(thread_self(), main_thread);
    CHECK_HR(hr, E_FAIL_);
    CHECK_EQUAL(model, WS_SHORT_CALLBACK);
    return S_FALSE_;
}

FUNCTION(later)
{
    ++calls;
    pending.context = *context;
    next->function = calls < hops ? later : last;
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    int i;
    next->function = later;
    complete_elsewhere(context, NO_ERROR, WS_LONG_CALLBACK);
    for (i = 1; i < hops; ++i) complete_elsewhere(&pending.context, NO_ERROR, WS_LONG_CALLBACK);
    CHECK_EQUAL(calls, hops);
    CHECK_EQUAL(ending.calls, 0);
    pending.hr = E_FAIL_;
    pending.model = WS_SHORT_CALLBACK;
    complete(&pending);
    CHECK_EQUAL(calls, hops + 1);
    CHECK_EQUAL(ending.calls, 1);
    return WS_S_ASYNC;
}

TEST
{
    main_thread = thread_self();
    for (hops = 1; hops <= 3; ++hops) {
        WS_ASYNC_STATE* state = guarded_state();
        WS_ASYNC_CONTEXT context = {ended, &ending};
        memset(&ending, 0, sizeof ending);
        calls = 0;
        CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
        CHECK_EQUAL(ending.calls, 1);
        CHECK_HR(ending.hr, S_FALSE_);
    }
}
