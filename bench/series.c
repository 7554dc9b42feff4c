/*
 * Series run by a library's WsAsyncExecute: ours, or the naive driver's. The variant is the library's path.
 */
#include <dlfcn.h>

#include "bench.h"
#include "scenarios.h"

static WS_ASYNC_STATE states[MOST_PENDING];
static WS_ASYNC_CONTEXT pending[MOST_PENDING];

static HRESULT pends(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                     const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)m, (void)next, (void)e;
    *(WS_ASYNC_CONTEXT*)s = *context;
    return WS_S_ASYNC;
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
    SERIES_SCENARIOS,
    {NULL, "pending", many_pending},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv)
{
    int status;
    void* library = dlopen(argc > 1 ? argv[1] : "", RTLD_NOW);
    if (library) *(void**)&execute = dlsym(library, "WsAsyncExecute");
    if (!execute) fail(dlerror());
    status = bench(argc, argv, scenarios);
    if (left) fail("not every step ran");
    return status;
}
