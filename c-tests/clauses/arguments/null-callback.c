/* A context whose callback is NULL: E_INVALIDARG, nothing is called, and neither the
 * state nor the error object is touched (both are inaccessible here). */
#include "harness.h"

FUNCTION(never)
{
    CHECK(!"a function is called");
    return NO_ERROR;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    WS_ERROR* error = (WS_ERROR*)(void*)guarded_state();
    WS_ASYNC_CONTEXT context = {NULL, state};
    WS_CALLBACK_MODEL model;
    CHECK_HR(execute(state, never, WS_LONG_CALLBACK, NULL, &context, error), E_INVALIDARG);
    CHECK(is_untouched(state));
    forbid(state);
    forbid(error);
    for (model = WS_SHORT_CALLBACK; model <= WS_LONG_CALLBACK; ++model) {
        CHECK_HR(execute(state, never, model, NULL, &context, error), E_INVALIDARG);
    }
}
