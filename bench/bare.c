/*
 * The floor: the same functions called by a bare loop through a pointer. Nobody looks at what they return.
 */
#include "bench.h"

static HRESULT step(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                    const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)m, (void)s, (void)next, (void)context, (void)e;
    left--;
    return hr;
}

static HRESULT completes_inline(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                                const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)s, (void)next, (void)e;
    left--;
    context->callback(NO_ERROR, m, context->callbackState);
    return WS_S_ASYNC;
}

static void completed(HRESULT hr, WS_CALLBACK_MODEL m, void* s) { (void)hr, (void)m, (void)s; }

static void asynchronous(HRESULT hr, WS_CALLBACK_MODEL m, void* s)
{
    (void)hr, (void)m;
    if (--left > 0) enqueue(asynchronous, s);
}

/* volatile: so that the compiler cannot know whom a loop calls. */
static WS_ASYNC_FUNCTION volatile step_function = step, inline_function = completes_inline;
static WS_ASYNC_CALLBACK volatile asynchronous_function = asynchronous, completed_function = completed;

static void synchronous_step(long count)
{
    const WS_ASYNC_FUNCTION function = step_function;
    HRESULT hr = NO_ERROR;
    left = count;
    while (left > 0) hr = function(hr, WS_LONG_CALLBACK, NULL, NULL, NULL, NULL);
}

static void asynchronous_step(long count)
{
    left = count;
    enqueue(asynchronous_function, NULL);
    run_queue();
}

static void inline_step(long count)
{
    const WS_ASYNC_FUNCTION function = inline_function;
    const WS_ASYNC_CONTEXT context = {completed_function, NULL};
    left = count;
    while (left > 0) function(NO_ERROR, WS_LONG_CALLBACK, NULL, NULL, &context, NULL);
}

static const struct scenario scenarios[] = {
    {NULL, "synchronous-step", synchronous_step},
    {NULL, "asynchronous-step", asynchronous_step},
    {NULL, "inline-step", inline_step},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv) { return bench(argc, argv, scenarios); }
