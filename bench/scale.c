/*
 * Many series, and many threads. The variant is the library's path; THREADS, from the environment, how many.
 *
 * throughput: so many series are pending at once; each thread completes those of its share, again and again
 * until they have ended. beside-counter, apart-from-counter: one series goes on for so many steps, while
 * another thread counts without pause, in the state's cache line or in another.
 */
#include <dlfcn.h>
#include <pthread.h>

#include "bench.h"

#define MOST_THREADS 64
#define STEPS 16 /* of each series */

typedef HRESULT (*execute_function)(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION, WS_CALLBACK_MODEL, void*,
                                    const WS_ASYNC_CONTEXT*, WS_ERROR*);

static execute_function execute;
static WS_ASYNC_STATE states[MOST_PENDING];
static struct operation {
    WS_ASYNC_CONTEXT context;
    int left;
} pending[MOST_PENDING];

static struct share {
    long from, to, ended;
    char padding[64 - 3 * sizeof(long)];
} shares[MOST_THREADS];

static HRESULT pends(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                     const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    struct operation* operation = s;
    (void)hr, (void)m, (void)e;
    if (--operation->left > 0) next->function = pends;
    operation->context.callback = context->callback;
    operation->context.callbackState = context->callbackState;
    return WS_S_ASYNC;
}

static void ends(HRESULT hr, WS_CALLBACK_MODEL m, void* share)
{
    (void)hr, (void)m;
    ((struct share*)share)->ended++;
}

static void* complete(void* s)
{
    struct share* share = s;
    int step;
    long i;
    for (step = 0; step < STEPS; step++)
        for (i = share->from; i < share->to; i++)
            pending[i].context.callback(NO_ERROR, WS_LONG_CALLBACK, pending[i].context.callbackState);
    return NULL;
}

static void throughput(long count)
{
    const char* wanted = getenv("THREADS");
    const int threads = wanted ? atoi(wanted) : 1;
    pthread_t thread[MOST_THREADS];
    long ended = 0;
    int t;
    if (threads < 1 || threads > MOST_THREADS || count > MOST_PENDING) fail("too many");
    for (t = 0; t < threads; t++) {
        WS_ASYNC_CONTEXT end = {ends, &shares[t]};
        long i;
        shares[t].from = count * t / threads;
        shares[t].to = count * (t + 1) / threads;
        for (i = shares[t].from; i < shares[t].to; i++) {
            pending[i].left = STEPS;
            execute(&states[i], pends, WS_LONG_CALLBACK, &pending[i], &end, NULL);
        }
    }
    heap_used();
    start_clock();
    for (t = 0; t < threads; t++)
        if (pthread_create(&thread[t], NULL, complete, &shares[t])) fail("no thread");
    for (t = 0; t < threads; t++) {
        pthread_join(thread[t], NULL);
        ended += shares[t].ended;
    }
    if (ended != count) fail("not every series ended");
}

static struct {
    WS_ASYNC_STATE state;
    long counter;
    char padding[64 - sizeof(WS_ASYNC_STATE) - sizeof(long)];
    long counter_apart;
} line __attribute__((aligned(64)));
static int stop, started;

static HRESULT step(HRESULT hr, WS_CALLBACK_MODEL m, void* s, WS_ASYNC_OPERATION* next,
                    const WS_ASYNC_CONTEXT* context, WS_ERROR* e)
{
    (void)hr, (void)m, (void)s, (void)e;
    if (--left > 0) next->function = step;
    enqueue(context->callback, context->callbackState);
    return WS_S_ASYNC;
}

static void* count_on(void* counter)
{
    while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
        __atomic_fetch_add((long*)counter, 1, __ATOMIC_RELAXED);
        __atomic_store_n(&started, 1, __ATOMIC_RELEASE);
    }
    return NULL;
}

static void beside(long* counter, long count)
{
    const WS_ASYNC_CONTEXT end = {ends, &shares[0]};
    pthread_t other;
    long counted;
    left = count;
    if (pthread_create(&other, NULL, count_on, counter)) fail("no thread");
    while (!__atomic_load_n(&started, __ATOMIC_ACQUIRE)) ;
    counted = __atomic_load_n(counter, __ATOMIC_RELAXED);
    start_clock();
    execute(&line.state, step, WS_LONG_CALLBACK, NULL, &end, NULL);
    run_queue();
    counted = __atomic_load_n(counter, __ATOMIC_RELAXED) - counted;
    __atomic_store_n(&stop, 1, __ATOMIC_RELAXED);
    pthread_join(other, NULL);
    if (!shares[0].ended) fail("not every series ended");
    if (counted < count / 4) exit(3); /* the other thread was kept from running: nothing was measured */
}

static void beside_counter(long count) { beside(&line.counter, count); }
static void apart_from_counter(long count) { beside(&line.counter_apart, count); }

static const struct scenario scenarios[] = {
    {NULL, "throughput", throughput},
    {NULL, "beside-counter", beside_counter},
    {NULL, "apart-from-counter", apart_from_counter},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv)
{
    void* library = dlopen(argc > 1 ? argv[1] : "", RTLD_NOW);
    if (library) *(void**)&execute = dlsym(library, "WsAsyncExecute");
    if (!execute) fail(dlerror());
    return bench(argc, argv, scenarios);
}
