/*
 * Series of random shape on several threads, which complete each other's operations.
 * Every call is compared with what it must be, and every state is freed, or used for
 * another series, inside the callback that ends it. Made for sanitizers and valgrind:
 * all that the threads share here is under one mutex, so whatever these report is the
 * library's.
 *
 *   stress LIBRARY|- OPERATIONS [SEED] [THREADS]
 *
 * LIBRARY is loaded at run time; "-" means the one that is linked. Starts series until
 * they have at least OPERATIONS functions together. The shapes, and so the counts that
 * are printed, depend on the seed alone. Status 0: all as expected; 1: a difference;
 * 2: it could not run.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

#include "webservices_async.h"

typedef HRESULT(WSASYNC_CALL* execute_function)(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION, WS_CALLBACK_MODEL,
                                                void*, const WS_ASYNC_CONTEXT*, WS_ERROR*);
static execute_function execute;

enum {
    MOST_THREADS = 64,
    MOST_STEPS = 9,  /* in a series */
    MOST_INNER = 2,  /* series within each other, of which the inner one completes the outer function */
    MOST_STARTS = 3, /* series started inside functions on one thread */
    MANY_QUEUED = 64
};

struct worker;

/* ---- one series ---------------------------------------------------------------- */

struct series {
    WS_ASYNC_STATE state;
    uint64_t number;
    uint64_t random; /* the rest of its shape */
    int level;       /* how many series this one is inside of */
    int length, calls;
    int inside;       /* a function is running */
    int alone;        /* has no context */
    int asynchronous; /* some function has completed asynchronously */
    /* What the next call must be given. */
    HRESULT hr;
    WS_CALLBACK_MODEL model;
    WS_ASYNC_FUNCTION function;
    WS_ERROR* error;
    /* A series that a function runs, and whose end is that function's completion. */
    struct series* inner;
    /* The pending operation, while it is queued. */
    WS_ASYNC_CONTEXT context;
    struct series* queued;
    struct worker* waits;   /* for this operation, inside the function that started it */
    int until_completed;    /* rather than until it is about to be */
};

static uint64_t next_random(uint64_t* random) /* splitmix64 */
{
    uint64_t z = *random += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static unsigned below(struct series* series, unsigned bound)
{
    return (unsigned)(next_random(&series->random) >> 32) % bound;
}

/* ---- what the threads share, under the mutex ------------------------------------ */

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t work = PTHREAD_COND_INITIALIZER;
static struct series *first_queued, *last_queued;
static unsigned queue_length;
static uint64_t seed, wanted, planned, numbers;
static unsigned outstanding, idle, waiting, thread_count;

struct worker {
    pthread_t thread;
    pthread_cond_t wake;
    int awake;
    /* This thread's own. */
    struct series* later; /* operations to be queued when all functions here have returned */
    int starts;
    uint64_t series, operations, callbacks;
};
static _Thread_local struct worker* self;

static void fail(const struct series* series, int line, const char* text, uint64_t actual, uint64_t expected)
{
    printf("stress.c:%d: %s\n  actual   0x%llX\n  expected 0x%llX\n", line, text, (unsigned long long)actual,
           (unsigned long long)expected);
    printf("  seed %llu, series %llu\n", (unsigned long long)seed, (unsigned long long)series->number);
    fflush(stdout);
    _Exit(1);
}
#define EQUAL(series, actual, expected)                                                    \
    do {                                                                                   \
        uint64_t actual_ = (uint64_t)(actual), expected_ = (uint64_t)(expected);           \
        if (actual_ != expected_)                                                          \
            fail(series, __LINE__, #actual " == " #expected, actual_, expected_);          \
    } while (0)

/* The caller holds the mutex. */
static void enqueue(struct series* series, int in_front)
{
    series->queued = NULL;
    if (!first_queued) {
        first_queued = last_queued = series;
    } else if (in_front) {
        series->queued = first_queued;
        first_queued = series;
    } else {
        last_queued->queued = series;
        last_queued = series;
    }
    ++queue_length;
    if (idle) pthread_cond_signal(&work);
}

static struct series* dequeue(void)
{
    struct series* series = first_queued;
    first_queued = series->queued;
    --queue_length;
    return series;
}

/* The number of the series to start next, unless there have been enough. */
static int take_number(struct series* series)
{
    int taken;
    pthread_mutex_lock(&mutex);
    taken = planned < wanted;
    if (taken) {
        series->number = numbers++;
        series->random = seed ^ (series->number * 0xD1342543DE82EF95u);
        series->length = 1 + (int)below(series, MOST_STEPS);
        planned += (uint64_t)series->length;
        ++outstanding;
    }
    pthread_mutex_unlock(&mutex);
    return taken;
}

static void one_less(void)
{
    pthread_mutex_lock(&mutex);
    if (--outstanding == 0) pthread_cond_broadcast(&work);
    pthread_mutex_unlock(&mutex);
}

/* ---- the life of a series -------------------------------------------------------- */

static HRESULT WSASYNC_CALL even(HRESULT, WS_CALLBACK_MODEL, void*, WS_ASYNC_OPERATION*,
                                 const WS_ASYNC_CONTEXT*, WS_ERROR*);
static HRESULT WSASYNC_CALL odd(HRESULT, WS_CALLBACK_MODEL, void*, WS_ASYNC_OPERATION*,
                                const WS_ASYNC_CONTEXT*, WS_ERROR*);

static struct series* allocate(void)
{
    struct series* series = malloc(sizeof *series);
    if (!series) {
        printf("out of memory\n");
        exit(2);
    }
    memset(&series->state, 0xA5, sizeof series->state);
    return series;
}

static void release(struct series* series)
{
    ((volatile struct series*)series)->inside = -1;
    free(series);
}

/* Everything but the state, which is left as it is, and what take_number sets. */
static void prepare(struct series* series, int level, int alone)
{
    series->level = level;
    series->alone = alone;
    series->calls = series->inside = series->asynchronous = 0;
    series->hr = NO_ERROR;
    series->model = below(series, 2) ? WS_LONG_CALLBACK : WS_SHORT_CALLBACK;
    series->function = below(series, 2) ? even : odd;
    series->error = (WS_ERROR*)(uintptr_t)below(series, 2000);
    series->inner = NULL;
    ++self->series;
}

static HRESULT run(struct series* series, const WS_ASYNC_CONTEXT* context)
{
    return execute(&series->state, series->function, series->model, series, context, series->error);
}

/* The series has ended with this result. */
static void has_ended(struct series* series, HRESULT hr)
{
    EQUAL(series, series->calls, series->length);
    EQUAL(series, series->inside, 0);
    EQUAL(series, hr, series->hr);
}

/* A function's completion has arrived: if a series within it brought it, that has ended. */
static void settle(struct series* series)
{
    struct series* inner = series->inner;
    if (!inner) return;
    series->inner = NULL;
    settle(inner);
    has_ended(inner, inner->hr);
    series->hr = inner->hr;
    if (inner->asynchronous) {
        series->asynchronous = 1;
        series->model = inner->model;
    }
    release(inner);
}

static void WSASYNC_CALL end(HRESULT, WS_CALLBACK_MODEL, void*);

static void start(struct series* series)
{
    WS_ASYNC_CONTEXT context = {end, series};
    int alone;
    HRESULT hr;
    prepare(series, 0, 0);
    alone = series->alone = below(series, 8) == 0;
    hr = run(series, alone ? NULL : &context);
    memset(&context, 0xA5, sizeof context);
    if (hr == WS_S_ASYNC && !alone) return; /* it may be gone */
    settle(series);
    has_ended(series, hr);
    EQUAL(series, series->asynchronous, 0);
    release(series);
    one_less();
}

static void start_another(void)
{
    struct series* series = allocate();
    if (take_number(series)) {
        start(series);
    } else {
        free(series);
    }
}

static void WSASYNC_CALL end(HRESULT hr, WS_CALLBACK_MODEL model, void* argument)
{
    struct series* series = argument;
    settle(series);
    has_ended(series, hr);
    EQUAL(series, series->asynchronous, 1);
    EQUAL(series, model, series->model);
    ++self->callbacks;
    /* Some states serve for another series at once. */
    if (below(series, 4) == 0 && take_number(series)) {
        start(series);
    } else {
        release(series);
    }
    one_less();
}

/* ---- the functions --------------------------------------------------------------- */

enum kind { SYNCHRONOUS, INLINE, INLINE_THEN_RESULT, LATER, NOW, INNER, KINDS };

static HRESULT some_result(struct series* series)
{
    static const HRESULT usual[] = {NO_ERROR, 1, WS_S_END, E_INVALIDARG, WS_E_INVALID_OPERATION, -1};
    HRESULT hr = (HRESULT)next_random(&series->random);
    unsigned choice = below(series, 8);
    if (choice < sizeof usual / sizeof *usual) hr = usual[choice];
    return hr == WS_S_ASYNC ? NO_ERROR : hr;
}

/* Queues the operation for whoever takes it first. From here on the series may be gone. */
static void hand_over(struct series* series)
{
    int in_front = below(series, 2) == 0, wait = below(series, 2) == 0;
    series->until_completed = below(series, 2) == 0;
    series->waits = NULL;
    pthread_mutex_lock(&mutex);
    /* One thread at least must go on. */
    wait = wait && waiting + 1 < thread_count;
    if (wait) {
        ++waiting;
        self->awake = 0;
        series->waits = self;
    }
    enqueue(series, in_front);
    while (wait && !self->awake) pthread_cond_wait(&self->wake, &mutex);
    waiting -= (unsigned)wait;
    pthread_mutex_unlock(&mutex);
}

static HRESULT run_inner(struct series* series, const WS_ASYNC_CONTEXT* context)
{
    struct series* inner = allocate();
    int alone = !context || below(series, 4) == 0;
    HRESULT hr;
    inner->number = series->number;
    inner->random = next_random(&series->random);
    inner->length = 1 + (int)below(series, MOST_STEPS);
    prepare(inner, series->level + 1, alone);
    series->inner = inner;
    hr = run(inner, alone ? NULL : context);
    if (hr == WS_S_ASYNC && !alone) return hr; /* both may be gone */
    EQUAL(series, inner->asynchronous, 0);
    settle(series);
    EQUAL(series, hr, series->hr);
    return hr;
}

static HRESULT step(HRESULT hr, WS_CALLBACK_MODEL model, struct series* series, WS_ASYNC_OPERATION* next,
                    const WS_ASYNC_CONTEXT* context, WS_ERROR* error, WS_ASYNC_FUNCTION function)
{
    WS_CALLBACK_MODEL other;
    HRESULT result;
    int kind, starts;
    settle(series);
    EQUAL(series, series->inside, 0);
    series->inside = 1;
    EQUAL(series, hr, series->hr);
    EQUAL(series, model, series->model);
    EQUAL(series, (uintptr_t)function, (uintptr_t)series->function);
    EQUAL(series, (uintptr_t)error, (uintptr_t)series->error);
    EQUAL(series, next->function == NULL, 1);
    EQUAL(series, context == NULL, series->alone);
    EQUAL(series, series->calls < series->length, 1);
    ++self->operations;

    if (++series->calls < series->length) next->function = series->function = below(series, 2) ? even : odd;
    kind = (int)below(series, KINDS);
    if (kind == INNER && (below(series, 4) != 0 || series->level == MOST_INNER)) kind = SYNCHRONOUS;
    other = below(series, 2) ? WS_LONG_CALLBACK : WS_SHORT_CALLBACK;
    result = some_result(series);
    starts = below(series, 8) == 0;
    series->inside = 0;
    if (kind == INNER) return run_inner(series, context);
    series->hr = result;
    if (!context) {
        if (kind != LATER) return result;
        /* Claims to be pending, and there is nobody to report to. */
        series->length = series->calls;
        series->hr = WS_E_INVALID_OPERATION;
        return WS_S_ASYNC;
    }
    switch (kind) {
    case INLINE:
        context->callback(result, other, context->callbackState);
        return WS_S_ASYNC;
    case INLINE_THEN_RESULT:
        context->callback(~result, other, context->callbackState);
        return result;
    case LATER:
    case NOW:
        series->asynchronous = 1;
        series->model = other;
        series->context = *context;
        if (kind == LATER) {
            series->waits = NULL;
            series->until_completed = 0;
            series->queued = self->later;
            self->later = series;
            return WS_S_ASYNC;
        }
        hand_over(series);
        /* Perhaps in memory that this very series had. */
        if (starts && self->starts < MOST_STARTS) {
            ++self->starts;
            start_another();
            --self->starts;
        }
        return WS_S_ASYNC;
    default:
        return result;
    }
}

static HRESULT WSASYNC_CALL even(HRESULT hr, WS_CALLBACK_MODEL model, void* argument, WS_ASYNC_OPERATION* next,
                                 const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    return step(hr, model, argument, next, context, error, even);
}

static HRESULT WSASYNC_CALL odd(HRESULT hr, WS_CALLBACK_MODEL model, void* argument, WS_ASYNC_OPERATION* next,
                                const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    return step(hr, model, argument, next, context, error, odd);
}

/* ---- the threads ----------------------------------------------------------------- */

static void wake(struct worker* worker)
{
    pthread_mutex_lock(&mutex);
    worker->awake = 1;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&mutex);
}

static void complete(struct series* series)
{
    WS_ASYNC_CONTEXT context = series->context;
    struct worker* waits = series->waits;
    int until_completed = series->until_completed;
    if (waits && !until_completed) wake(waits);
    context.callback(series->hr, series->model, context.callbackState);
    if (waits && until_completed) wake(waits);
}

static void* work_on(void* argument)
{
    struct series* series;
    self = argument;
    pthread_mutex_lock(&mutex);
    for (;;) {
        while ((series = self->later) != NULL) {
            self->later = series->queued;
            enqueue(series, 0);
        }
        if (first_queued && (planned >= wanted || queue_length > MANY_QUEUED || self->operations % 2)) {
            series = dequeue();
            pthread_mutex_unlock(&mutex);
            complete(series);
        } else if (planned < wanted) {
            pthread_mutex_unlock(&mutex);
            start_another();
        } else if (outstanding == 0) {
            break;
        } else {
            ++idle;
            pthread_cond_wait(&work, &mutex);
            --idle;
            continue;
        }
        pthread_mutex_lock(&mutex);
    }
    pthread_mutex_unlock(&mutex);
    return NULL;
}

static int load(const char* path)
{
#ifdef STRESS_LINKED
    execute = WsAsyncExecute;
    return strcmp(path, "-") == 0;
#elif defined(_WIN32)
    HMODULE library = LoadLibraryA(path);
    if (library) execute = (execute_function)(void (*)(void))GetProcAddress(library, "WsAsyncExecute");
    return execute != NULL;
#else
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library) *(void**)&execute = dlsym(library, "WsAsyncExecute");
    return execute != NULL;
#endif
}

int main(int argc, char** argv)
{
    static struct worker workers[MOST_THREADS];
    uint64_t series = 0, operations = 0, callbacks = 0;
    unsigned i;
    if (argc < 3 || argc > 5) {
        printf("usage: stress LIBRARY|- OPERATIONS [SEED] [THREADS]\n");
        return 2;
    }
    if (!load(argv[1])) {
        printf("cannot load %s\n", argv[1]);
        return 2;
    }
    wanted = strtoull(argv[2], NULL, 10);
    seed = argc > 3 ? strtoull(argv[3], NULL, 10) : 1;
    thread_count = argc > 4 ? (unsigned)strtoul(argv[4], NULL, 10) : 4;
    if (wanted == 0 || thread_count == 0 || thread_count > MOST_THREADS) {
        printf("operations, or threads (at most %d), out of range\n", MOST_THREADS);
        return 2;
    }
    for (i = 0; i < thread_count; ++i) {
        pthread_cond_init(&workers[i].wake, NULL);
        if (pthread_create(&workers[i].thread, NULL, work_on, &workers[i]) != 0) return 2;
    }
    for (i = 0; i < thread_count; ++i) {
        pthread_join(workers[i].thread, NULL);
        series += workers[i].series;
        operations += workers[i].operations;
        callbacks += workers[i].callbacks;
    }
    printf("seed %llu, %u threads: %llu series, %llu callbacks, %llu operations\n", (unsigned long long)seed,
           thread_count, (unsigned long long)series, (unsigned long long)callbacks,
           (unsigned long long)operations);
    return 0;
}
