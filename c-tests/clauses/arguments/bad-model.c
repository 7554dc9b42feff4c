/* A callback model other than 0 or 1: E_INVALIDARG, nothing is called, and neither
 * the state, the context nor the error object is touched. */
#include "harness.h"

FUNCTION(never)
{
    CHECK(!"a function is called");
    return NO_ERROR;
}

TEST
{
    static const int models[] = {2, 3, -1, 255, 256, 0x7FFFFFFF, (int)0x80000000, (int)0x80000001};
    WS_ASYNC_STATE* state = guarded_state();
    WS_ERROR* error = (WS_ERROR*)(void*)guarded_state();
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    size_t i;
    CHECK_HR(execute(state, never, (WS_CALLBACK_MODEL)2, NULL, &context, error), E_INVALIDARG);
    CHECK(is_untouched(state));
    forbid(state);
    forbid(error);
    for (i = 0; i < sizeof models / sizeof *models; ++i) {
        WS_CALLBACK_MODEL model = (WS_CALLBACK_MODEL)models[i];
        CHECK_HR(execute(state, never, model, NULL, &context, error), E_INVALIDARG);
        CHECK_HR(execute(state, never, model, NULL, NULL, error), E_INVALIDARG);
    }
}
