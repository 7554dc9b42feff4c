/* The thread that was to complete an operation cannot be made. The function reports that,
 * as its result or inline, at the start of the series and after a resumption; and the
 * series goes on with it. */
#include "harness.h"

#ifdef _WIN32
#include <windows.h>
#else
#include <pthread.h>
#endif

enum { STEPS = 40 };
#define NO_THREAD ((HRESULT)0x800700A4) /* ERROR_MAX_THRDS_REACHED */

static struct completion pending;
static int calls, refused;
static HRESULT expected;

/* Asks for a stack as large as the address space. */
#ifdef _WIN32
static DWORD WINAPI never_run(void* unused)
{
    return unused != NULL;
}
static int thread_refused(void)
{
    return !CreateThread(NULL, (SIZE_T)-1 / 4 * 3, never_run, NULL, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
}
#else
static void* never_run(void* unused)
{
    return unused;
}
static int thread_refused(void)
{
    pthread_t thread;
    pthread_attr_t attributes;
    CHECK_EQUAL(pthread_attr_init(&attributes), 0);
    CHECK_EQUAL(pthread_attr_setstacksize(&attributes, SIZE_MAX / 4 / 65536 * 65536), 0);
    return pthread_create(&thread, &attributes, never_run, NULL) != 0;
}
#endif

FUNCTION(step)
{
    CHECK_HR(hr, expected);
    if (++calls < STEPS) next->function = step;
    if (calls % 4 == 0) {
        pending.context = *context;
        expected = pending.hr = calls;
        return WS_S_ASYNC;
    }
    CHECK(thread_refused());
    ++refused;
    expected = NO_THREAD;
    if (calls % 4 == 1) return NO_THREAD;
    context->callback(NO_THREAD, model, context->callbackState);
    return WS_S_ASYNC;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    CHECK_HR(execute(state, step, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);
    while (!ending.calls) on_another_thread(complete, &pending);
    CHECK_EQUAL(calls, STEPS);
    CHECK_EQUAL(refused, STEPS / 4 * 3);
    CHECK_HR(ending.hr, STEPS);
}
