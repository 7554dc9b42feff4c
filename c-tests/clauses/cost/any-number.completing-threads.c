/* Thousands of series at once, of fifty steps each, against several completing
 * threads that hand them back and forth. Each state lies in memory that its final
 * callback frees. */
#include "harness.h"

enum { SERIES = 4000, STEPS = 50, THREADS = 4, PLACES = 8192 };

struct series {
    WS_ASYNC_STATE state;
    int steps;
    atomic_int busy;
};

/* A bounded queue of operations to complete. A place is written in the turn that its
 * number says, and read in the turn after. */
struct place {
    atomic_uint turn;
    WS_ASYNC_CONTEXT context;
    HRESULT hr;
};
static struct place places[PLACES];
static atomic_uint put_at, take_at;
static atomic_int ends;
static atomic_long total_steps;

static void put(const WS_ASYNC_CONTEXT* context, HRESULT hr)
{
    unsigned at = atomic_fetch_add(&put_at, 1);
    struct place* place = &places[at % PLACES];
    while (atomic_load(&place->turn) != at) {
    }
    place->context = *context;
    place->hr = hr;
    atomic_store(&place->turn, at + 1);
}

static int take(WS_ASYNC_CONTEXT* context, HRESULT* hr)
{
    unsigned at = atomic_load(&take_at);
    struct place* place = &places[at % PLACES];
    if (atomic_load(&place->turn) != at + 1) return 0;
    if (!atomic_compare_exchange_strong(&take_at, &at, at + 1)) return 0;
    *context = place->context;
    *hr = place->hr;
    atomic_store(&place->turn, at + PLACES);
    return 1;
}

FUNCTION(step)
{
    struct series* series = argument;
    CHECK_EQUAL(atomic_exchange(&series->busy, 1), 0);
    CHECK_HR(hr, series->steps ? series->steps : 0);
    atomic_fetch_add(&total_steps, 1);
    if (++series->steps < STEPS) next->function = step;
    hr = (HRESULT)series->steps;
    atomic_store(&series->busy, 0);
    if (series->steps % 7 == 3) return hr;
    if (series->steps % 7 == 5) {
        context->callback(hr, model, context->callbackState);
        return WS_S_ASYNC;
    }
    /* From here on the series may be gone before this function has returned. */
    put(context, hr);
    return WS_S_ASYNC;
}

ENDING_FUNCTION(end)
{
    struct series* series = argument;
    CHECK_HR(hr, STEPS);
    CHECK_EQUAL(series->steps, STEPS);
    memset(series, 0xA5, sizeof *series);
    free(series);
    atomic_fetch_add(&ends, 1);
}

static void completer(void* argument)
{
    while (atomic_load(&ends) < SERIES) {
        WS_ASYNC_CONTEXT context;
        HRESULT hr;
        if (take(&context, &hr)) context.callback(hr, WS_LONG_CALLBACK, context.callbackState);
    }
}

TEST
{
    struct thread* threads[THREADS];
    int i;
    for (i = 0; i < PLACES; ++i) atomic_store(&places[i].turn, (unsigned)i);
    for (i = 0; i < THREADS; ++i) threads[i] = thread_start(completer, NULL, 0);
    for (i = 0; i < SERIES; ++i) {
        struct series* series = malloc(sizeof *series);
        WS_ASYNC_CONTEXT context = {end, NULL};
        CHECK(series != NULL);
        memset(series, 0, sizeof *series);
        context.callbackState = series;
        CHECK_HR(execute(&series->state, step, WS_LONG_CALLBACK, series, &context, NULL), WS_S_ASYNC);
    }
    for (i = 0; i < THREADS; ++i) thread_join(threads[i]);
    CHECK_EQUAL(ends, SERIES);
    CHECK_EQUAL(total_steps, (long)SERIES * STEPS);
}
