/*
 * The explicit style: a state machine by hand, no WsAsyncExecute. When an operation has completed, its callback
 * starts the next one itself. Like the naive driver it knows nothing of inline completions, and recurses on them.
 */
#include "bench.h"

struct machine {
    HRESULT (*operation)(HRESULT hr, const WS_ASYNC_CONTEXT* context, WS_ERROR* error);
    WS_ERROR* error;
    WS_ASYNC_CONTEXT caller;
};

static long ended;
static struct machine machines[MOST_PENDING];
static WS_ASYNC_CONTEXT pending[MOST_PENDING];
static WS_ASYNC_CONTEXT* pending_end = pending;

static void completed(HRESULT hr, WS_CALLBACK_MODEL model, void* machine);

static HRESULT go_on(struct machine* m, HRESULT hr, const WS_ASYNC_CONTEXT* own)
{
    while (left > 0) {
        hr = m->operation(hr, own, m->error);
        if (hr == WS_S_ASYNC) return hr;
    }
    return hr;
}

static void completed(HRESULT hr, WS_CALLBACK_MODEL model, void* machine)
{
    struct machine* m = machine;
    const WS_ASYNC_CONTEXT own = {completed, m};
    hr = go_on(m, hr, &own);
    if (hr != WS_S_ASYNC) m->caller.callback(hr, model, m->caller.callbackState);
}

__attribute__((noinline)) static HRESULT start(struct machine* m, const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    const WS_ASYNC_CONTEXT own = {completed, m};
    m->error = error;
    if (context) m->caller = *context;
    return go_on(m, NO_ERROR, context ? &own : NULL);
}

static HRESULT synchronous(HRESULT hr, const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)context, (void)e;
    left--;
    return hr;
}

static HRESULT asynchronous(HRESULT hr, const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)e;
    left--;
    enqueue(context->callback, context->callbackState);
    return WS_S_ASYNC;
}

static HRESULT completes_inline(HRESULT hr, const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)e;
    left--;
    context->callback(NO_ERROR, WS_LONG_CALLBACK, context->callbackState);
    return WS_S_ASYNC;
}

static HRESULT pends(HRESULT hr, const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)e;
    left--;
    *pending_end++ = *context;
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
    struct machine m = {.operation = synchronous};
    left = count;
    start(&m, NULL, NULL);
}

static void series(long count)
{
    while (count--) {
        struct machine m = {.operation = synchronous};
        left = 1;
        start(&m, NULL, NULL);
    }
}

static void series_with_context(long count)
{
    while (count--) {
        struct machine m = {.operation = synchronous};
        left = 1;
        start(&m, &end, NULL);
    }
}

static void asynchronous_step(long count)
{
    struct machine m = {.operation = asynchronous};
    left = count;
    start(&m, &end, NULL);
    run_queue();
}

static void asynchronous_series(long count)
{
    while (count--) {
        struct machine m = {.operation = asynchronous};
        left = 1;
        start(&m, &end, NULL);
        run_queue();
    }
}

static void inline_step(long count)
{
    struct machine m = {.operation = completes_inline};
    left = count;
    start(&m, &end, NULL);
}

static void many_pending(long count)
{
    long i;
    for (i = 0; i < count; i++) {
        machines[i].operation = pends;
        left = 1;
        start(&machines[i], &end, NULL);
    }
    heap_used();
    for (i = 0; i < count; i++) pending[i].callback(NO_ERROR, WS_LONG_CALLBACK, pending[i].callbackState);
    if (ended != count) fail("not every series ended");
}

static const struct scenario scenarios[] = {
    {NULL, "synchronous-step", synchronous_step},
    {NULL, "series", series},
    {NULL, "series-with-context", series_with_context},
    {NULL, "asynchronous-step", asynchronous_step},
    {NULL, "asynchronous-series", asynchronous_series},
    {NULL, "inline-step", inline_step},
    {NULL, "pending", many_pending},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv) { return bench(argc, argv, scenarios); }
