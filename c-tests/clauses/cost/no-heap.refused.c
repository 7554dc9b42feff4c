/* only: posix */
/* Each of the first 500 allocations refused in its turn, and then all: those of the
 * functions, of the system when it makes a thread, and the library's if it had any. The
 * function that misses memory reports that, and the series goes on with it to its end.
 * In a process of its own each time, in which the library serves for the first time. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

enum { REFUSED = 500, STEPS = 450, THREAD_EVERY = 16 };

struct series {
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT pending;
    int calls, missed;
    HRESULT expected;
};

static void* complete_here(void* argument)
{
    struct series* series = argument;
    series->pending.callback(series->expected, WS_LONG_CALLBACK, series->pending.callbackState);
    return NULL;
}

static int start_thread(struct series* series)
{
    pthread_t thread;
    if (pthread_create(&thread, NULL, complete_here, series) != 0) return 0;
    CHECK_EQUAL(pthread_join(thread, NULL), 0);
    return 1;
}

FUNCTION(step)
{
    struct series* series = argument;
    void* volatile memory = malloc(100);
    CHECK_HR(hr, series->expected);
    series->expected = memory ? ++series->calls : (++series->calls, E_OUTOFMEMORY);
    series->missed += !memory;
    free(memory);
    if (series->calls < STEPS) next->function = step;
    if (!context || series->calls % 4 == 0) return series->expected;
    if (series->calls % 4 == 1) {
        context->callback(series->expected, model, context->callbackState);
        return WS_S_ASYNC;
    }
    series->pending = *context;
    if (series->calls % THREAD_EVERY == 2) {
        if (start_thread(series)) return WS_S_ASYNC;
        ++series->missed;
        return series->expected = E_OUTOFMEMORY;
    }
    return WS_S_ASYNC;
}

static int run(int with_context)
{
    struct series series = {0};
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    HRESULT hr = execute(&series.state, step, WS_LONG_CALLBACK, &series, with_context ? &context : NULL, NULL);
    while (with_context && !ending.calls) complete_here(&series);
    CHECK_HR(hr, with_context ? WS_S_ASYNC : series.expected);
    CHECK_EQUAL(series.calls, STEPS);
    CHECK_EQUAL(ending.calls, with_context);
    if (with_context) CHECK_HR(ending.hr, series.expected);
    return series.missed;
}

/* How many requests were refused. */
static int refused(int number, int all_after)
{
    int status;
    pid_t child;
    fflush(stdout);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        atomic_store(all_after ? &refused_allocations : &refused_allocation,
                     atomic_load(&allocations) + number);
        _exit(10 + (run(1) ? 1 : 0) + (run(0) ? 2 : 0));
    }
    CHECK_EQUAL(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) >= 10);
    return WEXITSTATUS(status) - 10;
}

TEST
{
    int number;
    for (number = 1; number <= REFUSED; ++number) CHECK(refused(number, 0) != 0);
    for (number = 1; number <= REFUSED; number += 20) CHECK(refused(number, 1) != 0);
}
