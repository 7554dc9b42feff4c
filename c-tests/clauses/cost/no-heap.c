/* No path allocates or locks: on POSIX systems such calls are counted, on Windows another
 * thread holds every heap's lock meanwhile, so that an allocation would hang. */
#ifndef _WIN32
#define _GNU_SOURCE
#endif
#include "harness.h"

#ifdef _WIN32
#include <windows.h>

static struct event *locked, *done;

static void hold_heap(void* unused)
{
    HANDLE heaps[64];
    DWORD i, count = GetProcessHeaps(64, heaps);
    (void)unused;
    CHECK(count > 0 && count <= 64);
    for (i = 0; i < count; ++i) CHECK(HeapLock(heaps[i]));
    event_signal(locked);
    event_wait(done);
    for (i = 0; i < count; ++i) CHECK(HeapUnlock(heaps[i]));
}
#else
#include <dlfcn.h>
#include <pthread.h>

static atomic_long locks;

/* A sanitizer has its own of these. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define COUNTED(name, type)                                    \
    int name(type* lock)                                       \
    {                                                          \
        static int (*real)(type*);                             \
        if (!real) *(void**)&real = dlsym(RTLD_NEXT, #name);   \
        atomic_fetch_add(&locks, 1);                           \
        return real(lock);                                     \
    }
COUNTED(pthread_mutex_lock, pthread_mutex_t)
COUNTED(pthread_mutex_trylock, pthread_mutex_t)
COUNTED(pthread_rwlock_rdlock, pthread_rwlock_t)
COUNTED(pthread_rwlock_wrlock, pthread_rwlock_t)
COUNTED(pthread_spin_lock, pthread_spinlock_t)
#endif
#endif

static WS_ASYNC_CONTEXT pending;
static WS_ASYNC_STATE inner_state;
static int calls;

FUNCTION(step)
{
    if (++calls % 12) next->function = step;
    switch (context ? calls % 4 : 0) {
    case 1:
        pending = *context;
        return WS_S_ASYNC;
    case 2:
        context->callback(NO_ERROR, model, context->callbackState);
        return WS_S_ASYNC;
    case 3:
        return execute(&inner_state, NULL, model, NULL, context, error);
    default:
        return E_FAIL_;
    }
}

FUNCTION(is_pending)
{
    *(WS_ASYNC_CONTEXT*)argument = *context;
    return WS_S_ASYNC;
}

/* A series of every kind of step, and then many at once. */
static void run_once(void)
{
    enum { MANY = 200 };
    static WS_ASYNC_STATE states[MANY];
    static WS_ASYNC_CONTEXT contexts[MANY];
    int i;
    WS_ASYNC_STATE state;
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    calls = 0;
    CHECK_HR(execute(NULL, step, WS_LONG_CALLBACK, NULL, NULL, NULL), E_INVALIDARG);
    CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, NULL, NULL, NULL), E_FAIL_);
    CHECK_HR(execute(&state, step, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    while (!ending.calls) pending.callback(NO_ERROR, WS_LONG_CALLBACK, pending.callbackState);
    CHECK_EQUAL(calls, 24);
    for (i = 0; i < MANY; ++i) {
        CHECK_HR(execute(&states[i], is_pending, WS_LONG_CALLBACK, &contexts[i], &context, NULL), WS_S_ASYNC);
    }
    for (i = 0; i < MANY; ++i) contexts[i].callback(NO_ERROR, WS_LONG_CALLBACK, contexts[i].callbackState);
    CHECK_EQUAL(ending.calls, 1 + MANY);
}

static void run(void)
{
    int i;
    for (i = 0; i < 100; ++i) run_once();
}

TEST
{
#ifdef _WIN32
    struct thread* holder;
    locked = event_create();
    done = event_create();
    holder = thread_start(hold_heap, NULL, 0);
    event_wait(locked);
    run();
    event_signal(done);
    thread_join(holder);
#else
    void* volatile probe;
    long before = atomic_load(&allocations);
    probe = malloc(1); /* The counter counts. */
    CHECK_EQUAL(atomic_load(&allocations) - before, 1);
    free(probe);
    before = atomic_load(&allocations) + atomic_load(&locks);
    run();
    CHECK_EQUAL(atomic_load(&allocations) + atomic_load(&locks) - before, 0);
#endif
}
