/*
 * Series run by the WsAsyncExecute at `execute`. When a scenario has ended nothing is left, or it did not do
 * every step.
 */
#include "queue.h"

typedef HRESULT(WSASYNC_CALL* execute_function)(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION, WS_CALLBACK_MODEL, void*,
                                                const WS_ASYNC_CONTEXT*, WS_ERROR*);

static execute_function execute;
static WS_ASYNC_STATE state;
static long ended;

static HRESULT WSASYNC_CALL one(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                                const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)m, (void)s, (void)next, (void)context, (void)e;
    left--;
    return hr;
}

static HRESULT WSASYNC_CALL synchronous(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                                        const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)m, (void)s, (void)context, (void)e;
    if (--left > 0) next->function = synchronous;
    return hr;
}

static HRESULT WSASYNC_CALL asynchronous(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                                         const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)m, (void)s, (void)e;
    if (--left > 0) next->function = asynchronous;
    enqueue(context->callback, context->callbackState);
    return WS_S_ASYNC;
}

static HRESULT WSASYNC_CALL completes_inline(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                                             const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)s, (void)e;
    if (--left > 0) next->function = completes_inline;
    context->callback(NO_ERROR, m, context->callbackState);
    return WS_S_ASYNC;
}

static void WSASYNC_CALL done(HRESULT hr, WS_CALLBACK_MODEL m, void* s)
{
    (void)hr, (void)m, (void)s;
    ended++;
}

static const WS_ASYNC_CONTEXT end = {done, NULL};

static void synchronous_step(long count)
{
    left = count;
    execute(&state, synchronous, WS_LONG_CALLBACK, NULL, NULL, NULL);
}

static void synchronous_step_with_context(long count)
{
    left = count;
    execute(&state, synchronous, WS_LONG_CALLBACK, NULL, &end, NULL);
}

static void series(long count)
{
    left = count;
    while (count--) execute(&state, one, WS_LONG_CALLBACK, NULL, NULL, NULL);
}

static void series_with_context(long count)
{
    left = count;
    while (count--) execute(&state, one, WS_LONG_CALLBACK, NULL, &end, NULL);
}

static void asynchronous_step(long count)
{
    left = count;
    execute(&state, asynchronous, WS_LONG_CALLBACK, NULL, &end, NULL);
    run_queue();
}

static void asynchronous_series(long count)
{
    while (count--) {
        left = 1;
        execute(&state, asynchronous, WS_LONG_CALLBACK, NULL, &end, NULL);
        run_queue();
    }
}

static void inline_step(long count)
{
    left = count;
    execute(&state, completes_inline, WS_LONG_CALLBACK, NULL, &end, NULL);
}

#define SERIES_SCENARIOS                                                    \
    {NULL, "synchronous-step", synchronous_step},                           \
    {NULL, "synchronous-step-with-context", synchronous_step_with_context}, \
    {NULL, "series", series},                                               \
    {NULL, "series-with-context", series_with_context},                     \
    {NULL, "asynchronous-step", asynchronous_step},                         \
    {NULL, "asynchronous-series", asynchronous_series},                     \
    {NULL, "inline-step", inline_step}
