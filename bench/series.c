/*
 * Series run by a library's WsAsyncExecute: ours, or the naive driver's. The variant is the library's path.
 */
#include <dlfcn.h>

#include "bench.h"

typedef HRESULT (*execute_function)(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION, WS_CALLBACK_MODEL, void*,
                                    const WS_ASYNC_CONTEXT*, WS_ERROR*);

static execute_function execute;
static WS_ASYNC_STATE state;
static long ended;
static WS_ASYNC_STATE states[MOST_PENDING];
static WS_ASYNC_CONTEXT pending[MOST_PENDING];

static HRESULT one(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                   const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)m, (void)s, (void)next, (void)context, (void)e;
    return hr;
}

static HRESULT synchronous(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                           const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)m, (void)s, (void)context, (void)e;
    if (--left > 0) next->function = synchronous;
    return hr;
}

static HRESULT asynchronous(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                            const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)m, (void)s, (void)e;
    if (--left > 0) next->function = asynchronous;
    enqueue(context->callback, context->callbackState);
    return WS_S_ASYNC;
}

static HRESULT completes_inline(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                                const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)s, (void)e;
    if (--left > 0) next->function = completes_inline;
    context->callback(NO_ERROR, m, context->callbackState);
    return WS_S_ASYNC;
}

static HRESULT pends(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                     const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)m, (void)next, (void)e;
    *(WS_ASYNC_CONTEXT*)s = *context;
    return WS_S_ASYNC;
}

static void done(HRESULT hr, WS_CALLBACK_MODEL m, void* s)
{
    (void)hr, (void)m, (void)s;
    ended++;
}

static const WS_ASYNC_CONTEXT end = {done, NULL};

static void synchronous_step(long count)
{
    left = count;
    execute(&state, synchronous, WS_LONG_CALLBACK, NULL, NULL, NULL);
    if (left) fail("not every step ran");
}

static void synchronous_step_with_context(long count)
{
    left = count;
    execute(&state, synchronous, WS_LONG_CALLBACK, NULL, &end, NULL);
}

static void series(long count)
{
    while (count--) execute(&state, one, WS_LONG_CALLBACK, NULL, NULL, NULL);
}

static void series_with_context(long count)
{
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

static void many_pending(long count)
{
    long i;
    for (i = 0; i < count; i++) execute(&states[i], pends, WS_LONG_CALLBACK, &pending[i], &end, NULL);
    heap_used();
    for (i = 0; i < count; i++) pending[i].callback(NO_ERROR, WS_LONG_CALLBACK, pending[i].callbackState);
    if (ended != count) fail("not every series ended");
}

static const struct scenario scenarios[] = {
    {NULL, "synchronous-step", synchronous_step},
    {NULL, "synchronous-step-with-context", synchronous_step_with_context},
    {NULL, "series", series},
    {NULL, "series-with-context", series_with_context},
    {NULL, "asynchronous-step", asynchronous_step},
    {NULL, "asynchronous-series", asynchronous_series},
    {NULL, "inline-step", inline_step},
    {NULL, "pending", many_pending},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv)
{
    void* library = dlopen(argc > 1 ? argv[1] : "", RTLD_NOW);
    if (library) *(void**)&execute = dlsym(library, "WsAsyncExecute");
    if (!execute) fail(dlerror());
    return bench(argc, argv, scenarios);
}
