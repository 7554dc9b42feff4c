/*
 * What every test of the harness needs: checks that survive release builds, the
 * function under test, threads, and pages that can be made inaccessible.
 *
 * A test is one file in clauses/. Its name is the clause it checks, with a suffix
 * where a clause needs several; it runs in a process of its own.
 */
#ifndef HARNESS_H
#define HARNESS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "webservices_async.h"

/* ---- the function under test --------------------------------------------- */

typedef HRESULT(WSASYNC_CALL* execute_function)(WS_ASYNC_STATE*, WS_ASYNC_FUNCTION,
                                                WS_CALLBACK_MODEL, void*,
                                                const WS_ASYNC_CONTEXT*, WS_ERROR*);
extern execute_function execute;

/* Lets go of the library that was loaded at run time. Its code must stay. */
void unload_library(void);

/* ---- tests --------------------------------------------------------------- */

/* Opens a test; CMake names the function after the file. */
#define TEST void TEST_FUNCTION(void)

/* Opens a WS_ASYNC_FUNCTION, a WS_ASYNC_CALLBACK, with their usual parameters. */
#define FUNCTION(name)                                                                  \
    static HRESULT WSASYNC_CALL name(HRESULT hr, WS_CALLBACK_MODEL model, void* argument, \
                                     WS_ASYNC_OPERATION* next,                          \
                                     const WS_ASYNC_CONTEXT* context, WS_ERROR* error)
#define ENDING_FUNCTION(name) \
    static void WSASYNC_CALL name(HRESULT hr, WS_CALLBACK_MODEL model, void* argument)

/* A check that fails prints both values and ends the process, in any build. */
#define CHECK(condition) \
    check((condition) != 0, __FILE__, __LINE__, #condition, 0, 0, 0)
#define CHECK_EQUAL(actual, expected)                                            \
    check_equal((intptr_t)(actual), (intptr_t)(expected), __FILE__, __LINE__,    \
                #actual " == " #expected)
#define CHECK_HR(actual, expected) CHECK_EQUAL((HRESULT)(actual), (HRESULT)(expected))

void check(int holds, const char* file, int line, const char* text, int compared,
           intptr_t actual, intptr_t expected);
static inline void check_equal(intptr_t actual, intptr_t expected, const char* file, int line,
                               const char* text)
{
    check(actual == expected, file, line, text, 1, actual, expected);
}

#define E_FAIL_ ((HRESULT)0x80004005)
#define S_FALSE_ ((HRESULT)1)

/* A callback that must not be called. */
void WSASYNC_CALL never_called(HRESULT hr, WS_CALLBACK_MODEL model, void* argument);
/* Counts its calls and keeps what it was given; argument: a struct ending*. */
struct ending {
    atomic_int calls;
    HRESULT hr;
    WS_CALLBACK_MODEL model;
    uintptr_t thread;
    struct event* event; /* signalled, if there is one */
};
void WSASYNC_CALL ended(HRESULT hr, WS_CALLBACK_MODEL model, void* argument);

/* Something that is not a WS_ERROR, and which nobody may look into. */
#define SOME_ERROR ((WS_ERROR*)(intptr_t)0x10)

/* ---- threads ------------------------------------------------------------- */

struct thread;
struct event;

/* A stack of 0 bytes means the system's usual size. */
struct thread* thread_start(void (*run)(void*), void* argument, size_t stack);
void thread_join(struct thread* thread);
uintptr_t thread_self(void);

/* Waits at most half a minute, then fails the test. */
struct event* event_create(void);
void event_signal(struct event* event);
void event_wait(struct event* event);
void event_destroy(struct event* event);

/* Runs `run` on another thread and returns when it has. */
void on_another_thread(void (*run)(void*), void* argument);

/* An operation that is to be completed later, or on another thread. */
struct completion {
    WS_ASYNC_CONTEXT context;
    HRESULT hr;
    WS_CALLBACK_MODEL model;
};
void complete(void* completion);
/* The same on another thread; returns when it has returned there. */
void complete_elsewhere(const WS_ASYNC_CONTEXT* context, HRESULT hr, WS_CALLBACK_MODEL model);

/* Calls `run` with so much of the stack left out: nothing before or after touches what it
 * leaves there, unless it is called deeper still. */
void deeper(size_t bytes, void (*run)(void*), void* argument);

/* ---- memory -------------------------------------------------------------- */

/* A state alone at the end of a page of its own, filled with a pattern. */
WS_ASYNC_STATE* guarded_state(void);
/* From here on any touch of that page ends the process. */
void forbid(void* address);
/* And allows it again. */
void permit(void* address);
/* Whether the page holds nothing but the pattern. */
int is_untouched(const WS_ASYNC_STATE* state);

#ifndef _WIN32
/* How often this process has asked for heap memory; and where to refuse: the request
 * that makes it this many, or, the second, every one from that on. 0: none. */
extern atomic_long allocations, refused_allocation, refused_allocations;
#endif

#endif
