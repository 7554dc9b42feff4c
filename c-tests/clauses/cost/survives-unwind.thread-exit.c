/* A thread ends inside a function, which it must not. If the operation completes later on
 * another thread, the series goes on there. If it never does, the series is abandoned, and
 * no other thread comes to harm: not even one that is given the same stack. */
#ifndef _WIN32
#include <pthread.h>
#else
#include <windows.h>
#endif

#include "unwind.h"

enum { ROUNDS = 50, STEPS = 20 };

static struct completion pending;

static void exit_thread(void)
{
#ifdef _WIN32
    ExitThread(0);
#else
    pthread_exit(NULL);
#endif
}

FUNCTION(step)
{
    int* calls = argument;
    CHECK_HR(hr, *calls);
    if (++*calls < STEPS) next->function = step;
    if (*calls % 3 == 0) return *calls;
    if (*calls % 3 == 1) {
        context->callback(*calls, model, context->callbackState);
        return WS_S_ASYNC;
    }
    pending.context = *context;
    pending.hr = *calls;
    return WS_S_ASYNC;
}

FUNCTION(exits_pending)
{
    next->function = step;
    pending.context = *context;
    exit_thread();
    return NO_ERROR;
}

FUNCTION(exits)
{
    exit_thread();
    return NO_ERROR;
}

struct series {
    WS_ASYNC_STATE* state;
    WS_ASYNC_FUNCTION first;
    struct ending ending;
    int calls;
};

static void run(void* argument)
{
    struct series* series = argument;
    WS_ASYNC_CONTEXT context = {ended, &series->ending};
    execute(series->state, series->first, WS_LONG_CALLBACK, &series->calls, &context, NULL);
}

/* Around another function. */
FUNCTION(nests)
{
    run(argument);
    return NO_ERROR;
}

static void run_nested(void* argument)
{
    WS_ASYNC_STATE state;
    WS_ASYNC_CONTEXT context = {never_called, NULL};
    execute(&state, nests, WS_LONG_CALLBACK, argument, &context, NULL);
}

static void check_end(struct series* series)
{
    while (!series->ending.calls) on_another_thread(complete, &pending);
    CHECK_EQUAL(series->calls, STEPS);
    CHECK_EQUAL(series->ending.calls, 1);
    CHECK_HR(series->ending.hr, STEPS);
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    int round;
    allow_abort();
    for (round = 0; round < ROUNDS; ++round) {
        struct series left = {NULL, exits_pending, {0}, 0}, later = {NULL, step, {0}, 0};
        void (*way)(void*) = round % 2 ? run_nested : run;
        left.state = state;
        on_another_thread(way, &left);
        CHECK_EQUAL(left.ending.calls, 0);
        pending.hr = NO_ERROR;
        check_end(&left);

        left.first = exits;
        left.ending.calls = 0;
        on_another_thread(way, &left);
        forbid(state);
        later.state = guarded_state();
        on_another_thread(run, &later);
        check_end(&later);
        permit(state);
        CHECK_EQUAL(left.ending.calls, 0);
    }
}
