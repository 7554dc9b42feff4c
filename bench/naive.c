/*
 * The driver one would write first, in C: a loop that keeps everything in the
 * five pointers and knows nothing of inline completions, on which it recurses.
 * The yardstick that driver instructions are compared with; see docs/cost.md.
 */
#include "webservices_async.h"

typedef struct {
    WS_ASYNC_OPERATION next;
    void* argument;
    WS_ERROR* error;
    WS_ASYNC_CALLBACK callback;
    void* callback_argument;
} series;

static void WSASYNC_CALL completed(HRESULT hr, WS_CALLBACK_MODEL model, void* state);

static HRESULT run(series* s, HRESULT hr, WS_CALLBACK_MODEL model, const WS_ASYNC_CONTEXT* context)
{
    WS_ASYNC_FUNCTION function = s->next.function;
    while (function) {
        s->next.function = NULL;
        hr = function(hr, model, s->argument, &s->next, context, s->error);
        if (hr == WS_S_ASYNC) return hr;
        function = s->next.function;
    }
    return hr;
}

static void WSASYNC_CALL completed(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    series* s = state;
    WS_ASYNC_CONTEXT own = {completed, s};
    hr = run(s, hr, model, &own);
    if (hr != WS_S_ASYNC) s->callback(hr, model, s->callback_argument);
}

HRESULT WSASYNC_CALL WsAsyncExecute(WS_ASYNC_STATE* state, WS_ASYNC_FUNCTION operation, WS_CALLBACK_MODEL model,
                       void* argument, const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    series* s = (series*)state;
    WS_ASYNC_CONTEXT own = {completed, s};
    if (!state || (unsigned)model > 1 || (context && !context->callback)) return E_INVALIDARG;
    s->next.function = operation;
    s->argument = argument;
    s->error = error;
    if (context) {
        s->callback = context->callback;
        s->callback_argument = context->callbackState;
    }
    return run(s, NO_ERROR, model, context ? &own : NULL);
}
