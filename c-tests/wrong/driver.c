/*
 * WsAsyncExecute as one would write it plainly in C, keeping the whole contract, and what
 * it is built for: one fault in it, chosen by -DFAULT=name. FAULTS are the names in
 * expected.txt; `none` is the right one. scripts/wrong.sh puts the harness on trial with
 * them: it must find each fault, and nothing in the right one.
 */
#ifndef _WIN32
#define _GNU_SOURCE
#endif
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#include <pthread.h>
#include <sys/mman.h>
#endif

#ifdef FAULT_is_cdecl
#define WsAsyncExecute as_declared
#endif
#include "webservices_async.h"

enum fault { none, FAULTS };
#define FAULTY(name) (FAULT == (name))

/* What the five pointers of a WS_ASYNC_STATE hold. */
struct series {
    WS_ASYNC_OPERATION next;
    void* argument;
    WS_ERROR* error;
    WS_ASYNC_CALLBACK callback;
    void* callback_state;
};

/* Somebody who is calling functions of a series on this thread; on its stack. */
struct frame {
    struct frame* outer;
    struct series* series; /* NULL when the series has gone on without it */
    WS_ASYNC_CONTEXT own; /* what the functions are given */
    int turn;
    int reported; /* inline, by the function that is running */
    HRESULT reported_hr;
    WS_CALLBACK_MODEL reported_model;
    uintptr_t seal; /* for the case that what is left of it is found on the stack */
};

/* ---- what differs between systems ---------------------------------------- */

#ifdef _WIN32
static DWORD slot;

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved)
{
    (void)module, (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) slot = TlsAlloc();
    return TRUE;
}

static struct frame* innermost(void)
{
    DWORD error = GetLastError();
    struct frame* frame = TlsGetValue(slot);
    if (!FAULTY(clears_last_error)) SetLastError(error);
    return frame;
}

static void set_innermost(struct frame* frame)
{
    DWORD error = GetLastError();
    TlsSetValue(slot, frame);
    SetLastError(error);
}

static int is_on_another_stack(const void* address)
{
    return (uintptr_t)address < (uintptr_t)((NT_TIB*)NtCurrentTeb())->StackLimit;
}

static void stay_loaded(void)
{
    DWORD error = GetLastError();
    HMODULE module;
    GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_PIN | GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS,
                       (LPCSTR)(uintptr_t)stay_loaded, &module);
    SetLastError(FAULTY(spoils_last_error_once) ? ERROR_NOT_FOUND : error);
}

#else
static __thread struct frame* innermost_here __attribute__((tls_model("initial-exec")));
static struct frame* innermost_anywhere;

static struct frame* innermost(void)
{
    return FAULTY(one_list_for_all_threads) ? innermost_anywhere : innermost_here;
}

static void set_innermost(struct frame* frame)
{
    innermost_anywhere = innermost_here = frame;
}

static int is_on_another_stack(const void* address)
{
    (void)address;
    return 0;
}

static void stay_loaded(void)
{
}

__attribute__((constructor)) static void stay_loaded_from_the_start(void)
{
    Dl_info info;
    if (FAULTY(unloads)) return;
    if (dladdr((void*)(uintptr_t)stay_loaded, &info)) dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}
#endif

/* ---- helpers of the faults ----------------------------------------------- */

static atomic_long ends, pending, counter;
static atomic_int starting;
static HRESULT ended_with;

static void read_it(const void* memory)
{
    (void)*(const volatile char*)memory;
}

static void write_it(void* memory)
{
    *(volatile char*)memory = 0x77;
}

struct call {
    WS_ASYNC_FUNCTION function;
    WS_ASYNC_CALLBACK callback;
    HRESULT hr;
    WS_CALLBACK_MODEL model;
    void* argument;
    WS_ASYNC_OPERATION* next;
    const WS_ASYNC_CONTEXT* context;
    WS_ERROR* error;
};

#ifndef _WIN32
static void* make_call(void* argument)
{
    struct call* c = argument;
    if (c->function) c->hr = c->function(c->hr, c->model, c->argument, c->next, c->context, c->error);
    if (c->callback) c->callback(c->hr, c->model, c->argument);
    return NULL;
}

static HRESULT on_a_new_thread(struct call* call)
{
    pthread_t thread;
    pthread_create(&thread, NULL, make_call, call);
    pthread_join(thread, NULL);
    return call->hr;
}

static pthread_mutex_t mutex = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static void lock(void)
{
    pthread_mutex_lock(&mutex);
}

static void unlock(void)
{
    pthread_mutex_unlock(&mutex);
}

static void map_memory(void)
{
    munmap(mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 4096);
}
#else
/* These faults are planted elsewhere only. */
static HRESULT on_a_new_thread(struct call* call)
{
    return call->hr;
}
static void lock(void) {}
static void unlock(void) {}
static void map_memory(void) {}
#endif

static void allocate(void)
{
    void* volatile memory = malloc(24);
    free(memory);
}

/* ---- who is calling functions on this thread ----------------------------- */

static uintptr_t seal(const struct frame* frame)
{
    return (uintptr_t)frame ^ (uintptr_t)frame->outer ^ (uintptr_t)0x5EA15EA1;
}

/* `frame`, or NULL if an exception or longjmp has left it behind. */
static __attribute__((noinline)) struct frame* live(struct frame* frame)
{
    if (!frame || FAULTY(follows_abandoned_frames)) return frame;
    if ((uintptr_t)frame < (uintptr_t)__builtin_frame_address(0) && !is_on_another_stack(frame)) return NULL;
    return frame->seal == seal(frame) ? frame : NULL;
}

static int overlap(const struct frame* a, const struct frame* b)
{
    uintptr_t distance = a < b ? (uintptr_t)b - (uintptr_t)a : (uintptr_t)a - (uintptr_t)b;
    return distance < sizeof *a;
}

/* The completion of a function whose series has gone on without it. */
static void WSASYNC_CALL too_late(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    (void)hr, (void)model, (void)state;
}

static void enter(struct frame* frame, struct series* series, int turn)
{
    struct frame* other;
    frame->seal = 0;
    frame->outer = live(innermost());
    if (frame->outer && overlap(frame->outer, frame)) frame->outer = NULL;
    for (other = frame->outer; other && !overlap(other, frame); other = live(other->outer)) {
        if (other->series != series || FAULTY(takes_the_new_series_for_the_old)) continue;
        other->series = NULL;
        if (!FAULTY(hears_the_old_function_out)) other->own.callback = too_late;
    }
    frame->series = series;
    frame->turn = turn;
    frame->reported = 0;
    frame->seal = seal(frame);
    set_innermost(frame);
}

static void leave(struct frame* frame)
{
    struct frame* inner;
    if (innermost() == frame) {
        set_innermost(frame->outer);
        return;
    }
    /* Fibers took turns, and another one's is innermost. */
    inner = live(innermost());
    if (!inner) set_innermost(NULL);
    for (; inner; inner = live(inner->outer)) {
        if (inner->outer != frame) continue;
        inner->outer = frame->outer;
        inner->seal = seal(inner);
        return;
    }
}

/* ---- the series ---------------------------------------------------------- */

static void WSASYNC_CALL completed_0(HRESULT hr, WS_CALLBACK_MODEL model, void* state);
static void WSASYNC_CALL completed_1(HRESULT hr, WS_CALLBACK_MODEL model, void* state);
static void WSASYNC_CALL completed_2(HRESULT hr, WS_CALLBACK_MODEL model, void* state);
static void WSASYNC_CALL completed_3(HRESULT hr, WS_CALLBACK_MODEL model, void* state);
/* They differ in nothing but the turn: by it the completion of a later function is told
 * from that of one which is still on this thread's stack. */
static const WS_ASYNC_CALLBACK completions[] = {completed_0, completed_1, completed_2, completed_3};

/* The result when there is no successor. */
static HRESULT result(HRESULT hr)
{
    if (FAULTY(s_false_becomes_ok) && hr == 1) return NO_ERROR;
    if (FAULTY(s_end_becomes_ok) && hr == WS_S_END) return NO_ERROR;
    if (FAULTY(result_is_sixteen_bits)) return (HRESULT)(hr & 0xFFFF);
    if (FAULTY(failure_becomes_e_fail) && hr < 0) return (HRESULT)0x80004005;
    return hr;
}

static int is_pending(HRESULT hr)
{
    if (FAULTY(takes_facility_for_pending)) return (hr & (HRESULT)0xFFFF0000) == WS_S_ASYNC;
    return hr == WS_S_ASYNC;
}

static int ends_early(HRESULT hr)
{
    /* WS_E_OPERATION_ABORTED */
    if (FAULTY(stops_when_aborted) && hr == (HRESULT)0x803D0006) return 1;
    return (FAULTY(stops_on_failure) && hr < 0) || (FAULTY(stops_on_s_end) && hr == WS_S_END);
}

#ifdef FAULT_calls_functions_as_cdecl
#define CALL(function) ((HRESULT(__cdecl*)(HRESULT, WS_CALLBACK_MODEL, void*, WS_ASYNC_OPERATION*, \
                                           const WS_ASYNC_CONTEXT*, WS_ERROR*))(void*)(function))
#else
#define CALL(function) (function)
#endif

static HRESULT run_synchronously(struct series* s, WS_ASYNC_FUNCTION function, WS_CALLBACK_MODEL model)
{
    const WS_ASYNC_CONTEXT own = {completed_0, s};
    const WS_ASYNC_CONTEXT* context = FAULTY(context_out_of_nothing) ? &own : NULL;
    HRESULT hr = FAULTY(first_hr_is_s_false) ? 1 : NO_ERROR;
    long steps = 0;
    while (function) {
        if (FAULTY(at_most_a_million_steps) && ++steps > 1000000) return E_OUTOFMEMORY;
        if (!FAULTY(next_never_cleared)) s->next.function = NULL;
        if (FAULTY(without_context_on_a_new_thread)) {
            struct call call = {function, NULL, hr, model, s->argument, &s->next, NULL, s->error};
            hr = on_a_new_thread(&call);
        } else {
            hr = CALL(function)(hr, model, s->argument, &s->next, context, s->error);
        }
        if (is_pending(hr)) {
            if (FAULTY(writes_error_on_a_lie) && s->error) write_it(s->error);
            if (FAULTY(believes_a_lie)) return hr;
            if (!FAULTY(goes_on_after_a_lie)) return WS_E_INVALID_OPERATION;
        }
        if (ends_early(hr)) break;
        function = s->next.function;
        if (FAULTY(no_result_for_successors)) hr = function ? NO_ERROR : hr;
        if (FAULTY(stack_for_each_step)) *(volatile char*)__builtin_alloca(32) = 0;
    }
    return FAULTY(result_always_ok) ? NO_ERROR : result(hr);
}

/* From `function` on. Returns WS_S_ASYNC when an operation is pending, and the series is
 * not ours any more. */
static HRESULT run(struct series* s, WS_ASYNC_FUNCTION function, HRESULT hr, WS_CALLBACK_MODEL model,
                   int turn, const WS_ASYNC_CONTEXT* callers)
{
    static WS_ASYNC_CONTEXT shared;
    struct frame frame = {.own = {completions[turn], s}};
    const WS_ASYNC_CONTEXT* context = &frame.own;
    int resumed = callers == NULL, steps = 0, was_inline = 0;
    if (FAULTY(context_through_the_stack)) frame.own.callbackState = &frame;
    if (FAULTY(hands_on_the_callers_context) && callers) context = callers;
    enter(&frame, s, turn);
    for (;;) {
        void* argument = s->argument;
        WS_ERROR* error = s->error;
        int clear = !FAULTY(next_never_cleared) && !(FAULTY(next_not_cleared_at_first) && !resumed && !steps) &&
                    !(FAULTY(next_not_cleared_on_resumption) && resumed && !steps) &&
                    !(FAULTY(next_not_cleared_after_inline) && frame.reported);
        if (FAULTY(argument_is_the_state)) argument = s;
        if (FAULTY(argument_lost_on_resumption) && resumed) argument = NULL;
        if (FAULTY(error_lost_on_resumption) && resumed) error = NULL;
        if (FAULTY(looks_into_error) && error) read_it(error);
        if (FAULTY(context_shared_by_all)) shared = frame.own, context = &shared;
        if (clear) s->next.function = NULL;
        if (!FAULTY(inline_report_stays)) frame.reported = 0;
        if (FAULTY(successor_on_a_new_thread) && steps) {
            struct call call = {function, NULL, hr, model, argument, &s->next, context, error};
            hr = on_a_new_thread(&call);
        } else if (FAULTY(resumes_on_a_new_thread) && resumed && !steps) {
            struct call call = {function, NULL, hr, model, argument, &s->next, context, error};
            hr = on_a_new_thread(&call);
        } else {
            hr = CALL(function)(hr, model, argument, &s->next, context, error);
        }
        ++steps;
        if (is_pending(hr) || (FAULTY(inline_report_beats_result) && frame.reported)) {
            if (!frame.reported) {
                leave(&frame);
                return WS_S_ASYNC;
            }
            was_inline = 1;
            hr = frame.reported_hr;
            if (FAULTY(inline_hr_lost)) hr = NO_ERROR;
            if (FAULTY(inline_hr_lost_at_the_end) && !s->next.function) hr = NO_ERROR;
            if (FAULTY(inline_changes_the_model)) model = frame.reported_model;
            if (FAULTY(inline_on_more_stack)) *(volatile char*)__builtin_alloca(32) = 0;
        } else {
            if (FAULTY(model_forgotten_after_a_step)) model = WS_LONG_CALLBACK;
        }
        if (ends_early(hr)) break;
        if (FAULTY(stack_for_each_step)) *(volatile char*)__builtin_alloca(32) = 0;
        function = s->next.function;
        if (!function) break;
        if (FAULTY(no_result_for_successors)) hr = NO_ERROR;
    }
    leave(&frame);
    if (hr == WS_S_ASYNC && !FAULTY(inline_says_pending)) hr = WS_E_INVALID_OPERATION;
    if (FAULTY(inline_calls_back) && was_inline && !resumed) {
        s->callback(hr, model, s->callback_state);
        return WS_S_ASYNC;
    }
    return result(hr);
}

static void end(struct series* s, HRESULT hr, WS_CALLBACK_MODEL model)
{
    WS_ASYNC_CALLBACK callback = s->callback;
    void* state = s->callback_state;
    atomic_fetch_add(&ends, 1);
    atomic_fetch_sub(&pending, 1);
    if (FAULTY(keeps_the_callers_context)) {
        const WS_ASYNC_CONTEXT* callers = state;
        callback = callers->callback;
        state = callers->callbackState;
    }
    if (FAULTY(holds_a_lock_for_the_callback)) lock();
    if (FAULTY(callback_gets_short)) model = WS_SHORT_CALLBACK;
    if (FAULTY(callback_gets_long)) model = WS_LONG_CALLBACK;
    if (FAULTY(callback_gets_the_argument)) state = s->argument;
    if (FAULTY(callback_gets_ok)) hr = NO_ERROR;
    if (FAULTY(never_calls_back)) return;
    if (FAULTY(done_before_return_is_synchronous) && atomic_load(&starting)) {
        ended_with = hr;
        return;
    }
    if (FAULTY(calls_back_twice)) callback(hr, model, state);
    if (FAULTY(calls_back_on_a_new_thread)) {
        struct call call = {NULL, callback, hr, model, state, NULL, NULL, NULL};
        on_a_new_thread(&call);
        return;
    }
    callback(hr, model, state);
    if (FAULTY(holds_a_lock_for_the_callback)) unlock();
    if (FAULTY(reads_state_after_the_callback)) read_it(s);
    if (FAULTY(writes_state_after_the_callback)) write_it(s);
}

static void completed(int turn, HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    struct series* s = state;
    WS_ASYNC_FUNCTION function;
    struct frame* frame;
    if (FAULTY(context_through_the_stack)) s = ((struct frame*)state)->series;
    for (frame = live(innermost()); frame; frame = live(frame->outer)) {
        if (FAULTY(recurses_inline)) continue;
        if (frame->series != s && !FAULTY(any_report_inside_a_function_is_inline)) continue;
        if (frame->turn != turn && !FAULTY(all_turns_are_one)) continue;
        if (FAULTY(only_the_innermost_is_inline) && frame != innermost()) break;
        if (FAULTY(inline_last_calls_back_inside) && !s->next.function) {
            s->callback(hr, model, s->callback_state);
            return;
        }
        if (FAULTY(first_inline_report_counts) && frame->reported) return;
        frame->reported = 1;
        frame->reported_hr = hr;
        frame->reported_model = model;
        return;
    }
    function = s->next.function;
    if (FAULTY(completion_hr_lost)) hr = NO_ERROR;
    if (FAULTY(completion_model_lost)) model = WS_LONG_CALLBACK;
    if (FAULTY(completion_model_is_a_bit)) model = (WS_CALLBACK_MODEL)((int)model & 1);
    if (FAULTY(at_most_65536_resumptions) && atomic_fetch_add(&counter, 1) >= 65536) hr = E_OUTOFMEMORY;
    if (FAULTY(model_lost_after_two_completions) && turn >= 1) model = WS_LONG_CALLBACK;
    if (FAULTY(allocates_on_resumption)) allocate();
    if (FAULTY(holds_a_lock)) lock();
    if (!function && FAULTY(forgets_a_pending_last)) return;
    if (!function && FAULTY(result_of_a_pending_last_lost)) hr = NO_ERROR;
    if (function) {
        HRESULT reported = hr;
        hr = run(s, function, hr, model, (turn + 1) % (FAULTY(two_turns_only) ? 2 : 4), NULL);
        if (hr == WS_S_ASYNC) {
            if (FAULTY(holds_a_lock)) unlock();
            if (FAULTY(reads_state_after_pending_again)) read_it(s);
            return;
        }
        if (FAULTY(callback_gets_what_was_reported)) hr = reported;
    }
    end(s, result(hr), model);
    if (FAULTY(holds_a_lock)) unlock();
}

static void WSASYNC_CALL completed_0(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    completed(0, hr, model, state);
}
static void WSASYNC_CALL completed_1(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    completed(1, hr, model, state);
}
static void WSASYNC_CALL completed_2(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    completed(2, hr, model, state);
}
static void WSASYNC_CALL completed_3(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    completed(3, hr, model, state);
}

/* ---- the arguments ------------------------------------------------------- */

static int are_bad(const struct series* s, WS_CALLBACK_MODEL model, void* argument,
                   const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    int highest = FAULTY(accepts_model_2) ? 2 : WS_LONG_CALLBACK;
    if (!s && !FAULTY(null_state_unchecked)) return 1;
    if (FAULTY(accepts_negative_models) ? (int)model > highest : (unsigned)model > (unsigned)highest) return 1;
    if (context && !context->callback && !FAULTY(null_callback_unchecked)) return 1;
    if (FAULTY(refuses_a_null_argument) && !argument) return 1;
    if (FAULTY(refuses_a_null_error) && !error) return 1;
    if (FAULTY(refuses_a_null_callback_state) && context && !context->callbackState) return 1;
    if (FAULTY(refuses_short) && model == WS_SHORT_CALLBACK) return 1;
    return 0;
}

static HRESULT start(struct series* s, WS_ASYNC_FUNCTION function, WS_CALLBACK_MODEL model, void* argument,
                     const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
{
    static struct series the_only_one;
    long ends_before = atomic_load(&ends);
    HRESULT hr;
    if (FAULTY(empty_series_unchecked) && !function) return NO_ERROR;
    if (FAULTY(writes_state_before_the_checks) && s) s->next.function = NULL;
    if (are_bad(s, model, argument, context, error)) {
        if (FAULTY(writes_error_on_bad_arguments) && error) write_it(error);
        if (FAULTY(calls_back_on_bad_arguments) && context && context->callback) {
            context->callback(E_INVALIDARG, WS_SHORT_CALLBACK, context->callbackState);
        }
        return E_INVALIDARG;
    }
    if (!function) {
        if (FAULTY(empty_series_is_invalid)) return E_INVALIDARG;
        if (FAULTY(empty_series_calls_back) && context) context->callback(NO_ERROR, model, context->callbackState);
        return NO_ERROR;
    }
    if (FAULTY(busy_unless_zero) && s->callback) return WS_E_INVALID_OPERATION;
    if (FAULTY(one_series_on_a_thread) && live(innermost())) return WS_E_INVALID_OPERATION;
    if (FAULTY(one_pending_series) && atomic_load(&pending) > 0) return WS_E_INVALID_OPERATION;
    if (FAULTY(at_most_1024_pending) && atomic_load(&pending) >= 1024) return E_OUTOFMEMORY;
    if (FAULTY(at_most_65536_pending) && atomic_load(&pending) >= 65536) return E_OUTOFMEMORY;
    if (FAULTY(one_state_for_all)) s = &the_only_one;
    if (FAULTY(allocates_at_the_start)) allocate();
    if (FAULTY(allocates_when_many_are_pending) && atomic_load(&pending) == 100) allocate();
    if (FAULTY(allocates_now_and_then) && atomic_fetch_add(&counter, 1) % 1000 == 999) allocate();
    if (FAULTY(maps_memory)) map_memory();
    if (FAULTY(takes_a_lock_briefly)) {
        lock();
        unlock();
    }
    if (FAULTY(starts_a_thread)) {
        struct call nothing = {NULL, NULL, NO_ERROR, model, NULL, NULL, NULL, NULL};
        on_a_new_thread(&nothing);
    }
    if (FAULTY(needs_six_pointers)) *(void* volatile*)(s + 1) = NULL;
    if (FAULTY(argument_is_32_bits)) argument = (void*)(uintptr_t)(uint32_t)(uintptr_t)argument;
    if (FAULTY(needs_much_stack)) *(volatile char*)__builtin_alloca(128 * 1024) = 0;
    if (FAULTY(starts_with_long)) model = WS_LONG_CALLBACK;

    s->argument = argument;
    if (error || !FAULTY(null_error_not_stored)) s->error = error;
    if (!context) {
        struct frame* outer = innermost();
        if (FAULTY(synchronous_hides_what_is_around)) set_innermost(NULL);
        hr = run_synchronously(s, function, model);
        if (FAULTY(synchronous_hides_what_is_around)) set_innermost(outer);
        return hr;
    }

    s->callback = context->callback;
    s->callback_state = FAULTY(keeps_the_callers_context) ? (void*)(uintptr_t)context : context->callbackState;
    if (!FAULTY(unloads)) stay_loaded();
    atomic_fetch_add(&pending, 1);
    atomic_fetch_add(&starting, 1);
    if (FAULTY(holds_a_lock) || FAULTY(holds_a_lock_while_it_starts)) lock();
    hr = run(s, function, FAULTY(first_hr_is_s_false) ? 1 : NO_ERROR, model, 0, context);
    if (FAULTY(holds_a_lock) || FAULTY(holds_a_lock_while_it_starts)) unlock();
    atomic_fetch_sub(&starting, 1);
    if (FAULTY(done_before_return_is_synchronous) && atomic_load(&ends) != ends_before) return ended_with;
    if (hr != WS_S_ASYNC) {
        atomic_fetch_sub(&pending, 1);
        if (FAULTY(calls_back_when_synchronous)) context->callback(hr, model, context->callbackState);
        if (FAULTY(pending_when_synchronous)) {
            context->callback(hr, model, context->callbackState);
            return WS_S_ASYNC;
        }
        return hr;
    }
    if (FAULTY(reads_state_after_pending)) read_it(s);
    if (FAULTY(writes_state_after_pending)) write_it(s);
    if (FAULTY(reads_context_after_pending)) read_it(context);
    if (FAULTY(waits_for_the_end)) {
        while (atomic_load(&ends) == ends_before) {
        }
    }
    return FAULTY(returns_ok_when_pending) ? NO_ERROR : WS_S_ASYNC;
}

#ifdef FAULT_is_cdecl
#undef WsAsyncExecute
#undef WSASYNC_CALL
#define WSASYNC_CALL __cdecl
#endif
#ifdef _WIN32
__declspec(dllexport)
#endif
HRESULT WSASYNC_CALL WsAsyncExecute(WS_ASYNC_STATE* asyncState, WS_ASYNC_FUNCTION operation,
                                    WS_CALLBACK_MODEL callbackModel, void* callbackState,
                                    const WS_ASYNC_CONTEXT* asyncContext, WS_ERROR* error)
{
    return start((struct series*)(void*)asyncState, operation, callbackModel, callbackState, asyncContext, error);
}
