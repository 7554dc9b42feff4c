/*
 * A script says how each function of a series completes. A prediction, which knows the
 * contract and nothing of any driver, says what every function and the callback are to be
 * given, on which thread and in which order, and what the call returns. Then the series
 * is run, and each event compared as it happens.
 *
 * The state and the caller's context lie on pages of their own, which become
 * inaccessible when the contract says that they may be gone.
 */
#include "scripts.h"
#include "harness.h"

enum { LONGEST = 40, RUNS = 2 };
#ifdef _WIN32 /* where threads start slowly, above all under Wine */
enum { SHORT_ONES = 2, IRREGULAR_ONES = 200 };
#else
enum { SHORT_ONES = 3, IRREGULAR_ONES = 1500 };
#endif

enum kind {
    SYNCHRONOUS,        /* returns the result */
    LATER,              /* reports it when everything has returned */
    BEFORE_RETURN,      /* another thread reports it and goes on, then the function returns */
    INLINE,             /* reports it itself, and returns WS_S_ASYNC */
    INLINE_THEN_RESULT, /* reports something, and returns the result */
    LIES                /* returns WS_S_ASYNC, though it has no context */
};

struct step {
    enum kind kind;
    HRESULT hr;
    WS_CALLBACK_MODEL model; /* of the report */
};

struct script {
    int length;
    int with_context;
    WS_CALLBACK_MODEL start;
    struct step steps[LONGEST];
};

/* What a function or, after the last, the callback is to be given, and where. */
struct event_expected {
    HRESULT hr;
    WS_CALLBACK_MODEL model;
    int thread;
    int busy; /* the highest thread that is inside something */
};

struct run {
    struct script script;
    struct run* inner; /* is run inside each function */
    WS_ASYNC_STATE* state;
    WS_ASYNC_CONTEXT* context;
    WS_ERROR* error;
    int home; /* the thread that starts it */
    /* The prediction. */
    struct event_expected expected[LONGEST + 1];
    int calls, asynchronous;
    HRESULT returned;
    /* What has happened. */
    int at, ended;
    int has_returned[LONGEST];
    int is_pending;
    struct completion pending;
};

static struct run runs[RUNS];
static int breaking;
static long series_count;

/* ---- threads, by number -------------------------------------------------- */

static _Thread_local int this_thread;

struct job {
    int thread;
    struct completion* report;
};

static void work(void* argument)
{
    const struct job* job = argument;
    this_thread = job->thread;
    complete(job->report);
}

/* Returns when the completion has. */
static void report_on(int thread, struct completion* report)
{
    struct job job = {thread, report};
    if (thread == this_thread) {
        complete(report);
    } else {
        on_another_thread(work, &job);
    }
}

/* ---- the prediction ------------------------------------------------------ */

static void predict(struct run* run, int busy)
{
    const struct script* script = &run->script;
    struct event_expected event = {NO_ERROR, script->start, run->home, busy};
    int i;
    run->asynchronous = 0;
    for (i = 0; i < script->length; ++i) {
        const struct step* step = &script->steps[i];
        run->expected[i] = event;
        event.hr = step->hr;
        switch (step->kind) {
        case LATER: /* on the thread that started the series, or on another */
            event.busy = busy + i % 2;
            event.thread = i % 2 ? event.busy : run->home;
            break;
        case BEFORE_RETURN:
            event.thread = ++event.busy;
            break;
        case LIES:
            run->calls = i + 1;
            run->returned = WS_E_INVALID_OPERATION;
            return;
        default:
            continue;
        }
        event.model = step->model;
        run->asynchronous = 1;
    }
    /* Only an inline report can say so. */
    if (event.hr == WS_S_ASYNC) event.hr = WS_E_INVALID_OPERATION;
    run->expected[i] = event;
    run->calls = i;
    run->returned = run->asynchronous ? WS_S_ASYNC : event.hr;
}

/* ---- comparing ----------------------------------------------------------- */

/* Prints the script as well, if the two are not the same. */
static void compare(const struct run* run, const char* what, intptr_t actual, intptr_t expected)
{
    static const char* const kinds[] = {"synchronous", "later",              "before it returns",
                                        "inline",      "inline, then result", "lies"};
    char text[96];
    int i;
    snprintf(text, sizeof text, "%s at step %d", what, run->at);
    if (actual != expected) {
        printf("a series %s a context%s, started with model %d:\n", run->script.with_context ? "with" : "without",
               run->inner ? ", each function of which runs another" : "", (int)run->script.start);
        for (i = 0; i < run->script.length; ++i) {
            printf("  %d: %s, hr 0x%08lX, model %d\n", i, kinds[run->script.steps[i].kind],
                   (unsigned long)(uint32_t)run->script.steps[i].hr, (int)run->script.steps[i].model);
        }
    }
    check_equal(actual, expected, __FILE__, __LINE__, text);
}

/* What functions and the callback have in common. */
static void compare_event(const struct run* run, HRESULT hr, WS_CALLBACK_MODEL model)
{
    const struct event_expected* expected = &run->expected[run->at];
    /* What the first function receives is our decision. */
    if (run->at > 0 || breaking) compare(run, "hr", hr, expected->hr);
    compare(run, "model", model, expected->model);
    compare(run, "thread", this_thread, expected->thread);
    if (run->at > 0) {
        compare(run, "the function before has returned", run->has_returned[run->at - 1],
                run->script.steps[run->at - 1].kind != BEFORE_RETURN);
    }
    compare(run, "calls of the callback", run->ended, 0);
}

/* ---- running ------------------------------------------------------------- */

static void run_all(struct run** begin, int count, int busy);
static HRESULT perform(int is_odd, HRESULT hr, WS_CALLBACK_MODEL model, struct run* run,
                       WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context, WS_ERROR* error);

FUNCTION(even)
{
    return perform(0, hr, model, argument, next, context, error);
}

FUNCTION(odd)
{
    return perform(1, hr, model, argument, next, context, error);
}

static HRESULT perform(int is_odd, HRESULT hr, WS_CALLBACK_MODEL model, struct run* run,
                       WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    int at = run->at;
    const struct step* step = &run->script.steps[at];
    struct completion report = {{NULL, NULL}, step->hr, step->model};
    CHECK(run == &runs[0] || run == &runs[1]);
    if (at >= run->calls) compare(run, "a function is called", at, run->calls);
    compare_event(run, hr, model);
    compare(run, "which function", is_odd, at % 2);
    compare(run, "error", (intptr_t)error, (intptr_t)run->error);
    compare(run, "next->function", (intptr_t)next->function, 0);
    compare(run, "there is a context", context != NULL, run->script.with_context);
    run->at = at + 1;
    if (run->at < run->script.length) next->function = is_odd ? even : odd;

    if (run->inner) run_all(&run->inner, 1, run->expected[at].busy);
    /* The structure is good as long as the function runs. */
    if (context) report.context = *context;

    switch (step->kind) {
    case LATER:
        run->pending = report;
        run->is_pending = 1;
        run->has_returned[at] = 1;
        return WS_S_ASYNC;
    case BEFORE_RETURN:
        report_on(run->expected[at + 1].thread, &report);
        run->has_returned[at] = 1;
        return WS_S_ASYNC;
    case INLINE_THEN_RESULT:
        report.hr = step->hr == E_FAIL_ ? NO_ERROR : E_FAIL_;
        break;
    case INLINE:
        break;
    default:
        run->has_returned[at] = 1;
        return step->kind == LIES ? WS_S_ASYNC : step->hr;
    }
    complete(&report);
    compare(run, "functions called inside an inline report", run->at - at - 1, 0);
    compare(run, "calls of the callback inside an inline report", run->ended, 0);
    run->has_returned[at] = 1;
    return step->kind == INLINE ? WS_S_ASYNC : step->hr;
}

ENDING_FUNCTION(end)
{
    struct run* run = argument;
    CHECK(run == &runs[0] || run == &runs[1]);
    compare(run, "functions called before the callback", run->at, run->calls);
    compare_event(run, hr, model);
    compare(run, "the callback is called", 1, run->asynchronous);
    run->ended = 1;
    forbid(run->state);
    forbid(run->context);
}

static void start(struct run* run, int busy)
{
    static unsigned char filling;
    const WS_ASYNC_CONTEXT* context = run->script.with_context ? run->context : NULL;
    HRESULT returned;
    ++series_count;
    run->at = run->ended = run->is_pending = 0;
    run->home = this_thread;
    memset(run->has_returned, 0, sizeof run->has_returned);
    predict(run, busy);
    permit(run->state);
    permit(run->context);
    filling = (unsigned char)(filling + 0x35);
    memset(run->state, filling, sizeof *run->state);
    run->context->callback = end;
    run->context->callbackState = run;
    run->error = series_count % 2 ? SOME_ERROR : NULL;

    returned = execute(run->state, even, run->script.start, run, context, run->error);
    forbid(run->context);
    if (!run->is_pending) forbid(run->state);
    compare(run, "what the call returns", returned, run->returned);
    if (!run->is_pending) compare(run, "functions called", run->at, run->calls);
}

/* Interleaved: each goes on by one completion, in turn. */
static void run_all(struct run** begin, int count, int busy)
{
    int i, going_on;
    for (i = 0; i < count; ++i) start(begin[i], busy);
    do {
        going_on = 0;
        for (i = 0; i < count; ++i) {
            struct run* run = begin[i];
            struct completion report = run->pending;
            if (!run->is_pending) continue;
            run->is_pending = 0;
            report_on(run->expected[run->at].thread, &report);
            going_on = 1;
        }
    } while (going_on);
    for (i = 0; i < count; ++i) {
        compare(begin[i], "functions called", begin[i]->at, begin[i]->calls);
        compare(begin[i], "calls of the callback", begin[i]->ended, begin[i]->asynchronous);
    }
}

/* ---- scripts ------------------------------------------------------------- */

static struct step choices[32];
static int choice_count;

static void choose(enum kind kind, HRESULT hr, int models)
{
    WS_CALLBACK_MODEL model;
    for (model = WS_SHORT_CALLBACK; (int)model < models; ++model) {
        choices[choice_count].kind = kind;
        choices[choice_count].hr = hr;
        choices[choice_count++].model = model;
    }
}

/* All that a function may do. */
static void choose_all(int with_context)
{
    static const HRESULT results[] = {E_FAIL_, NO_ERROR, WS_S_END};
    int i, count = breaking ? 2 : 3;
    choice_count = 0;
    for (i = 0; i < count; ++i) {
        choose(SYNCHRONOUS, results[i], 1);
        if (!with_context) continue;
        choose(LATER, results[i], 2);
        choose(BEFORE_RETURN, results[i], 2);
        if (!breaking) continue;
        choose(INLINE, results[i], 2);
        choose(INLINE_THEN_RESULT, results[i], 2);
    }
    if (breaking) choose(with_context ? INLINE : LIES, WS_S_ASYNC, 1);
}

/* Every series that begins as this one does. */
static void every_series(struct run* run, int length)
{
    int i;
    for (run->script.start = WS_SHORT_CALLBACK; length > 0 && run->script.start <= WS_LONG_CALLBACK;
         ++run->script.start) {
        run->script.length = length;
        run_all(&run, 1, 0);
    }
    if (length == SHORT_ONES) return;
    for (i = 0; i < choice_count; ++i) {
        run->script.steps[length] = choices[i];
        every_series(run, length + 1);
    }
}

static uint32_t random_number(uint32_t below)
{
    static uint32_t state = 2463534242u;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state % below;
}

static void irregular(struct run* run, int longest)
{
    static const HRESULT facilities[] = {0, (HRESULT)0x003D0001, (HRESULT)0x80004000, (HRESULT)0x80070000,
                                         (HRESULT)0x803D0000};
    int i;
    run->script.with_context = random_number(8) > 0;
    run->script.start = (WS_CALLBACK_MODEL)random_number(2);
    run->script.length = 1 + (int)random_number((uint32_t)longest);
    choose_all(run->script.with_context);
    for (i = 0; i < run->script.length; ++i) {
        struct step* step = &run->script.steps[i];
        *step = choices[random_number((uint32_t)choice_count)];
        if (step->hr != WS_S_ASYNC) step->hr = facilities[random_number(5)] + (HRESULT)random_number(64);
    }
}

void run_scripts(int breaking_the_rules)
{
    struct run* both[] = {&runs[0], &runs[1]};
    int i;
    breaking = breaking_the_rules;
    for (i = 0; i < RUNS; ++i) {
        runs[i].state = guarded_state();
        runs[i].context = (WS_ASYNC_CONTEXT*)(void*)guarded_state();
    }
    for (i = 0; i < 2; ++i) {
        runs[0].script.with_context = i;
        choose_all(i);
        every_series(&runs[0], 0);
    }
    for (i = 0; i < IRREGULAR_ONES; ++i) {
        irregular(&runs[0], i % 3 ? LONGEST / 4 : LONGEST);
        irregular(&runs[1], LONGEST / 4);
        runs[0].inner = i % 3 == 2 ? &runs[1] : NULL;
        run_all(both, i % 3 == 1 ? 2 : 1, 0);
    }
    printf("%ld series\n", series_count);
}
