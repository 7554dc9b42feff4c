/* A longjmp has left a function deep in the stack, whose state another thread now uses for a
 * new series. Its completion arrives on this thread, above the place where the old function
 * was: it is not taken for that one's. Nor is a later one from below that place, once a
 * series has been started above it, or the call around it has returned, or what was there has
 * been overwritten. In a function of another series, and outside any. */
#include "harness.h"
#include "jump.h"

enum { DEEP = 65536 };

static WS_ASYNC_STATE *state, *other;
static struct completion pending;
static struct ending ending;

FUNCTION(jumps)
{
    JUMP;
    return NO_ERROR;
}

static void run_and_jump(void* unused)
{
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    execute(state, jumps, WS_LONG_CALLBACK, NULL, &context, NULL);
    CHECK(!"the function returned");
}

static __attribute__((noinline)) void abandon(void)
{
    if (!LAND) deeper(DEEP, run_and_jump, NULL);
}

FUNCTION(stays_pending)
{
    pending.context = *context;
    return WS_S_ASYNC;
}

static void start(void* state_of_new)
{
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(state_of_new, stays_pending, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
}

static __attribute__((noinline)) void completes(WS_ASYNC_STATE* state_of_new, size_t depth)
{
    memset(&ending, 0, sizeof ending);
    on_another_thread(start, state_of_new);
    pending.hr = E_FAIL_;
    pending.model = WS_LONG_CALLBACK;
    deeper(depth, complete, &pending);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, E_FAIL_);
}

static __attribute__((noinline)) void overwrite(int fill)
{
    volatile unsigned char bytes[2 * DEEP];
    size_t i;
    for (i = 0; i < sizeof bytes; ++i) bytes[i] = (unsigned char)fill;
}

FUNCTION(abandons)
{
    abandon();
    return S_FALSE_;
}

static void run(void)
{
    WS_ASYNC_STATE local;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    int fill;
    for (fill = 0; fill < 256; fill += 51) {
        abandon();
        overwrite(fill);
        completes(state, 3 * DEEP);
    }
    abandon();
    completes(state, 16);
    abandon();
    start(other);
    complete(&pending);
    completes(state, 2 * DEEP);
    CHECK_HR(execute(&local, abandons, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
    completes(state, 2 * DEEP);
}

FUNCTION(around)
{
    run();
    return S_FALSE_;
}

TEST
{
    WS_ASYNC_STATE outer;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    state = guarded_state();
    other = guarded_state();
    run();
    CHECK_HR(execute(&outer, around, WS_LONG_CALLBACK, NULL, &context, NULL), S_FALSE_);
}
