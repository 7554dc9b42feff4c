/*
 * Runs one kind of series a given number of times, for callgrind to count.
 *
 *   cost LIBRARY SCENARIO COUNT
 *
 * Two runs with different counts, and the difference between them, tell what one
 * more costs; cost.sh does that.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "webservices_async.h"

typedef HRESULT (*execute_function)(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION, WS_CALLBACK_MODEL, void*,
                                    const WS_ASYNC_CONTEXT*, WS_ERROR*);

static execute_function execute;
static long left;                 /* steps to come in this series */
static WS_ASYNC_CONTEXT pending;  /* the queue: one place is enough */
static int ended;

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
    pending = *context;
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

static void done(HRESULT hr, WS_CALLBACK_MODEL m, void* s)
{
    (void)hr, (void)m, (void)s;
    ended = 1;
}

static void complete_pending(void)
{
    WS_ASYNC_CONTEXT c = pending;
    c.callback(NO_ERROR, WS_LONG_CALLBACK, c.callbackState);
}

int main(int argc, char** argv)
{
    WS_ASYNC_STATE state;
    const WS_ASYNC_CONTEXT context = {done, NULL};
    const char* scenario;
    long count;
    void* library;

    if (argc != 4) return fprintf(stderr, "usage: cost LIBRARY SCENARIO COUNT\n"), 2;
    library = dlopen(argv[1], RTLD_NOW);
    if (!library) return fprintf(stderr, "%s\n", dlerror()), 2;
    *(void**)&execute = dlsym(library, "WsAsyncExecute");
    if (!execute) return fprintf(stderr, "%s\n", dlerror()), 2;
    scenario = argv[2];
    count = left = atol(argv[3]);

    if (!strcmp(scenario, "synchronous-step")) {
        execute(&state, synchronous, WS_LONG_CALLBACK, NULL, NULL, NULL);
    } else if (!strcmp(scenario, "synchronous-step-with-context")) {
        execute(&state, synchronous, WS_LONG_CALLBACK, NULL, &context, NULL);
    } else if (!strcmp(scenario, "series")) {
        while (count--) execute(&state, one, WS_LONG_CALLBACK, NULL, NULL, NULL);
    } else if (!strcmp(scenario, "series-with-context")) {
        while (count--) execute(&state, one, WS_LONG_CALLBACK, NULL, &context, NULL);
    } else if (!strcmp(scenario, "asynchronous-step")) {
        execute(&state, asynchronous, WS_LONG_CALLBACK, NULL, &context, NULL);
        while (!ended) complete_pending();
    } else if (!strcmp(scenario, "asynchronous-series")) {
        while (count--) {
            left = 1;
            execute(&state, asynchronous, WS_LONG_CALLBACK, NULL, &context, NULL);
            complete_pending();
        }
    } else if (!strcmp(scenario, "inline-step")) {
        execute(&state, completes_inline, WS_LONG_CALLBACK, NULL, &context, NULL);
    } else {
        return fprintf(stderr, "no such scenario: %s\n", scenario), 2;
    }
    return 0;
}
