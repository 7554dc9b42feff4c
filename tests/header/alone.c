/* The header alone, in C and in C++: every type and code, and a call. */
#include "webservices_async.h"

static HRESULT WSASYNC_CALL function(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                     WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                     WS_ERROR* error)
{
    WS_ASYNC_FUNCTION successor = NULL;
    (void)state, (void)error;
    next->function = successor;
    if (context) context->callback(hr, model, context->callbackState);
    return model == WS_SHORT_CALLBACK ? WS_S_ASYNC : WS_S_END;
}

static void WSASYNC_CALL callback(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    (void)hr, (void)model, (void)state;
}

HRESULT use(WS_ERROR* error);
HRESULT use(WS_ERROR* error)
{
    HRESULT codes[] = {(HRESULT)NO_ERROR, (HRESULT)E_INVALIDARG, (HRESULT)E_OUTOFMEMORY,
                       (HRESULT)WS_E_INVALID_FORMAT, (HRESULT)WS_E_INVALID_OPERATION};
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context;
    WS_ASYNC_CALLBACK pointer = callback;
    context.callback = pointer;
    context.callbackState = NULL;
    (void)codes;
    return WsAsyncExecute(&state, function, WS_LONG_CALLBACK, &context, &context, error);
}
