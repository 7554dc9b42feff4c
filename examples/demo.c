/*
 * The main job, for a person to read: three numbers are added by a series of two
 * additions, each of which may complete at once or on a thread of its own. The idea
 * is that of Microsoft's AsyncAdd3Implicit example; the code is not.
 *
 * On Windows this program loads webservices_async.dll with LoadLibrary, from the path
 * given as its argument; elsewhere it is linked against libwebservices_async.so.
 */
#ifndef _WIN32
#define _POSIX_C_SOURCE 200809L
#endif
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "webservices_async.h"

/* ---- the system: threads, an event, a clock, the library ------------------ */

#ifdef _WIN32
typedef HRESULT(WINAPI* execute_function)(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION, WS_CALLBACK_MODEL,
                                          void*, const WS_ASYNC_CONTEXT*, WS_ERROR*);
static execute_function execute;

static int load_library(const char* path)
{
    HMODULE library = LoadLibraryA(path ? path : "webservices_async.dll");
    union {
        FARPROC any;
        execute_function execute;
    } found;
    if (!library) {
        fprintf(stderr, "cannot load %s: error %lu\n", path ? path : "webservices_async.dll",
                GetLastError());
        return 0;
    }
    found.any = GetProcAddress(library, "WsAsyncExecute");
    execute = found.execute;
    if (!execute) fprintf(stderr, "%s does not export WsAsyncExecute\n", path);
    return execute != NULL;
}

typedef HANDLE thread_handle;
static DWORD WINAPI run_work(void* work);
static int thread_start(thread_handle* thread, void* work)
{
    *thread = CreateThread(NULL, 0, run_work, work, 0, NULL);
    return *thread != NULL;
}
static void thread_join(thread_handle thread)
{
    WaitForSingleObject(thread, INFINITE);
    CloseHandle(thread);
}
static double seconds(void)
{
    LARGE_INTEGER now, frequency;
    QueryPerformanceCounter(&now);
    QueryPerformanceFrequency(&frequency);
    return (double)now.QuadPart / (double)frequency.QuadPart;
}
static void pause_briefly(void)
{
    Sleep(5);
}
#define PLATFORM (sizeof(void*) == 8 ? "Windows program, 64-bit, webservices_async.dll by LoadLibrary" \
                                     : "Windows program, 32-bit, webservices_async.dll by LoadLibrary")
#else
#include <pthread.h>
#include <time.h>

#define execute WsAsyncExecute
static int load_library(const char* path)
{
    (void)path;
    return 1;
}

typedef pthread_t thread_handle;
static void* run_work(void* work);
static int thread_start(thread_handle* thread, void* work)
{
    return pthread_create(thread, NULL, run_work, work) == 0;
}
static void thread_join(thread_handle thread)
{
    pthread_join(thread, NULL);
}
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}
static void pause_briefly(void)
{
    struct timespec five_milliseconds = {0, 5000000};
    nanosleep(&five_milliseconds, NULL);
}
#define PLATFORM "native program, linked against libwebservices_async.so"
#endif

/* ---- an operation: c = a + b, perhaps on a thread of its own --------------- */

struct addition {
    int a, b;
    int* sum;
    HRESULT hr;
    WS_ASYNC_CONTEXT context; /* whom to tell; callback NULL: nobody */
};

static HRESULT add_now(int a, int b, int* sum)
{
    if (a < 0 || b < 0) return E_INVALIDARG;
    *sum = a + b;
    return NO_ERROR;
}

#ifdef _WIN32
static DWORD WINAPI run_work(void* work)
#else
static void* run_work(void* work)
#endif
{
    struct addition* addition = work;
    WS_ASYNC_CONTEXT context = addition->context;
    HRESULT hr;
    pause_briefly(); /* a slow addition */
    addition->hr = hr = add_now(addition->a, addition->b, addition->sum);
    if (context.callback) {
        free(addition);
        context.callback(hr, WS_LONG_CALLBACK, context.callbackState);
    }
    return 0;
}

static thread_handle started[4];
static int started_count;

/* Like every function of WWSAPI that takes a context: with one, it may complete later
 * and returns WS_S_ASYNC; without, it completes before it returns. */
static HRESULT add(int a, int b, int* sum, int on_a_thread, const WS_ASYNC_CONTEXT* context)
{
    struct addition* addition;
    thread_handle* thread;
    HRESULT hr;
    if (!on_a_thread) return add_now(a, b, sum);
    addition = calloc(1, sizeof *addition);
    if (!addition) return E_OUTOFMEMORY;
    addition->a = a;
    addition->b = b;
    addition->sum = sum;
    if (context) addition->context = *context;
    /* Counted before it starts: the series may go on there at once. Main joins it. */
    thread = &started[started_count];
    if (context) ++started_count;
    if (!thread_start(thread, addition)) {
        if (context) --started_count;
        free(addition);
        return E_OUTOFMEMORY;
    }
    if (context) return WS_S_ASYNC;
    thread_join(*thread);
    hr = addition->hr;
    free(addition);
    return hr;
}

/* ---- the series: a + b, then + c ------------------------------------------ */

struct add_three {
    WS_ASYNC_STATE state;
    int a, b, c;
    int first_on_a_thread, second_on_a_thread;
    int partial;
    int* sum;
    int functions_called;
};

static HRESULT WSASYNC_CALL add_second(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                       WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                       WS_ERROR* error)
{
    struct add_three* job = state;
    (void)model, (void)next, (void)error;
    ++job->functions_called;
    if (hr != NO_ERROR) return hr; /* the error of the first comes through the series */
    return add(job->partial, job->c, job->sum, job->second_on_a_thread, context);
}

static HRESULT WSASYNC_CALL add_first(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                      WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                      WS_ERROR* error)
{
    struct add_three* job = state;
    (void)hr, (void)model, (void)error;
    ++job->functions_called;
    next->function = add_second;
    return add(job->a, job->b, &job->partial, job->first_on_a_thread, context);
}

/* ---- running it, and checking what came ----------------------------------- */

static atomic_int callbacks;
static HRESULT callback_hr;

static void WSASYNC_CALL ended(HRESULT hr, WS_CALLBACK_MODEL model, void* state)
{
    (void)model, (void)state;
    callback_hr = hr;
    atomic_fetch_add(&callbacks, 1);
}

static const char* name_of(HRESULT hr, char buffer[24])
{
    if (hr == NO_ERROR) return "NO_ERROR";
    if (hr == WS_S_ASYNC) return "WS_S_ASYNC";
    if (hr == E_INVALIDARG) return "E_INVALIDARG";
    sprintf(buffer, "0x%08lX", (unsigned long)(unsigned)hr);
    return buffer;
}

static int run_case(int with_context, int first, int second, int a, int b, int c, HRESULT expected)
{
    struct add_three job;
    int sum = -1, i, right, expect_callback = with_context && (first || (second && expected == NO_ERROR));
    HRESULT returned, result;
    const WS_ASYNC_CONTEXT context = {ended, &job};
    char returned_name[24], result_name[24];

    memset(&job, 0xA5, sizeof job); /* the state need not be initialised */
    job.a = a, job.b = b, job.c = c;
    job.first_on_a_thread = first, job.second_on_a_thread = second;
    job.sum = &sum, job.functions_called = 0;
    started_count = 0;
    atomic_store(&callbacks, 0);

    returned = execute(&job.state, add_first, WS_LONG_CALLBACK, &job, with_context ? &context : NULL, NULL);
    for (i = 0; i < started_count; ++i) thread_join(started[i]);

    result = returned == WS_S_ASYNC ? callback_hr : returned;
    right = result == expected && (expected != NO_ERROR || sum == a + b + c) &&
            job.functions_called == 2 && atomic_load(&callbacks) == expect_callback &&
            (returned == WS_S_ASYNC) == expect_callback;
    printf("  %-8s  %-9s  %-9s  %2d + %d + %d  %-13s %-9s %-13s", with_context ? "context" : "none",
           first ? "thread" : "at once", second ? "thread" : "at once", a, b, c,
           name_of(returned, returned_name), atomic_load(&callbacks) ? "once" : "not",
           name_of(result, result_name));
    if (result == NO_ERROR) printf(" sum %d", sum);
    printf("%s\n", right ? "" : "   WRONG");
    return right;
}

enum { STEPS = 10000000 };

static HRESULT WSASYNC_CALL count(HRESULT hr, WS_CALLBACK_MODEL model, void* state,
                                  WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                                  WS_ERROR* error)
{
    (void)model, (void)context, (void)error;
    if (++*(int*)state < STEPS) next->function = count;
    return hr;
}

static int run_long_series(int with_context)
{
    WS_ASYNC_STATE state;
    const WS_ASYNC_CONTEXT context = {ended, NULL};
    int counted = 0;
    double start = seconds(), took;
    HRESULT hr = execute(&state, count, WS_LONG_CALLBACK, &counted, with_context ? &context : NULL, NULL);
    took = seconds() - start;
    printf("  %-8s  %d steps in %.3f s: %.2f ns a step%s\n", with_context ? "context" : "none", counted,
           took, took * 1e9 / STEPS, hr == NO_ERROR && counted == STEPS ? "" : "   WRONG");
    return hr == NO_ERROR && counted == STEPS;
}

int main(int argc, char** argv)
{
    int i, wrong = 0;
    if (!load_library(argc > 1 ? argv[1] : NULL)) return 2;

    printf("\nAdding three numbers in two steps (%s)\n", PLATFORM);
    printf("  %-8s  %-9s  %-9s  %-10s  %-13s %-9s %-13s\n", "caller's", "first", "second", "", "the call",
           "callback", "result of");
    printf("  %-8s  %-9s  %-9s  %-10s  %-13s %-9s %-13s\n", "context", "addition", "addition", "numbers",
           "returned", "called", "the series");
    for (i = 0; i < 8; ++i) wrong += !run_case(i >> 2, (i >> 1) & 1, i & 1, 2, 3, 4, NO_ERROR);
    printf("A negative number: the error goes through the series to its end\n");
    for (i = 0; i < 4; ++i) wrong += !run_case(i >> 1, i & 1, 1, -2, 3, 4, E_INVALIDARG);
    printf("A series of ten million steps\n");
    wrong += !run_long_series(0);
    wrong += !run_long_series(1);

    if (wrong) {
        printf("%d of 14 went wrong\n", wrong);
        return 1;
    }
    printf("All 14 as they should be.\n");
    return 0;
}
