/* When a function returns WS_S_ASYNC, the call returns at once, and its thread
 * touches neither the state nor the caller's context again: here the operation has
 * completed on another thread before the function returns, the series has ended,
 * and the final callback has made both inaccessible. */
#include "harness.h"

static WS_ASYNC_STATE* state;
static WS_ASYNC_CONTEXT* context_page;

ENDING_FUNCTION(ended_and_gone)
{
    forbid(state);
    forbid(context_page);
    ended(hr, model, argument);
}

FUNCTION(last)
{
    return hr;
}

FUNCTION(first)
{
    if (argument) next->function = last;
    complete_elsewhere(context, E_FAIL_, WS_SHORT_CALLBACK);
    return WS_S_ASYNC;
}

FUNCTION(synchronous_before)
{
    next->function = first;
    return NO_ERROR;
}

/* The same in a resumed series. */
FUNCTION(hop_before)
{
    next->function = first;
    complete_elsewhere(context, NO_ERROR, WS_SHORT_CALLBACK);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_FUNCTION starts[] = {first, synchronous_before, hop_before};
    int i, with_successor;
    for (i = 0; i < 3; ++i) {
        for (with_successor = 0; with_successor < 2; ++with_successor) {
            struct ending ending = {0};
            state = guarded_state();
            context_page = (WS_ASYNC_CONTEXT*)(void*)guarded_state();
            context_page->callback = ended_and_gone;
            context_page->callbackState = &ending;
            CHECK_HR(execute(state, starts[i], WS_LONG_CALLBACK, with_successor ? state : NULL,
                             context_page, NULL),
                     WS_S_ASYNC);
            CHECK_EQUAL(ending.calls, 1);
            CHECK_HR(ending.hr, E_FAIL_);
        }
    }
}
