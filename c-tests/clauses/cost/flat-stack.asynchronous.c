/* A million steps that are pending and completed one after the other by the thread that
 * started the series: every function starts at the same address but the first, which the
 * call itself runs. */
#include "harness.h"

enum { STEPS = 1000000 };

static WS_ASYNC_CONTEXT pending;
static uintptr_t address;
static int calls;

FUNCTION(step)
{
    volatile char here = 0;
    if (++calls == 2) address = (uintptr_t)&here;
    if (calls > 2) CHECK_EQUAL(address, &here);
    CHECK_HR(hr, calls - 1);
    if (calls < STEPS) next->function = step;
    pending = *context;
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(state, step, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    while (!ending.calls) pending.callback((HRESULT)calls, WS_LONG_CALLBACK, pending.callbackState);
    CHECK_EQUAL(calls, STEPS);
    CHECK_HR(ending.hr, STEPS);
}
