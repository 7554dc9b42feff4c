/* only: posix */
/* The process forks while a series is pending, and inside a function. The child ends its
 * copy of the series, the parent its own, each in its own way. */
#define _GNU_SOURCE
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static struct completion pending;
static int calls;
static pid_t child;

static pid_t fork_process(void)
{
    pid_t process;
    fflush(stdout);
    process = fork();
    CHECK(process >= 0);
    return process;
}

FUNCTION(last)
{
    ++calls;
    CHECK_HR(hr, child ? E_FAIL_ : S_FALSE_);
    return hr;
}

FUNCTION(forks)
{
    ++calls;
    CHECK_HR(hr, WS_S_END);
    next->function = last;
    child = fork_process();
    if (child) {
        pending.context = *context;
        return WS_S_ASYNC;
    }
    context->callback(S_FALSE_, model, context->callbackState);
    return WS_S_ASYNC;
}

FUNCTION(first)
{
    ++calls;
    next->function = forks;
    pending.context = *context;
    return WS_S_ASYNC;
}

/* 0 if the child says that all is well. */
static int status_of(pid_t process)
{
    int status;
    CHECK_EQUAL(waitpid(process, &status, 0), process);
    return status;
}

TEST
{
    WS_ASYNC_STATE* state = guarded_state();
    struct ending ending = {0};
    WS_ASYNC_CONTEXT context = {ended, &ending};
    pid_t outer;
    CHECK_HR(execute(state, first, WS_LONG_CALLBACK, NULL, &context, NULL), WS_S_ASYNC);

    /* Pending; both go on from here, and each of the two forks again inside `forks`. */
    outer = fork_process();
    pending.hr = WS_S_END;
    complete(&pending);
    CHECK_EQUAL(calls, child ? 2 : 3);
    if (child) {
        CHECK_EQUAL(ending.calls, 0);
        pending.hr = E_FAIL_;
        complete(&pending);
    }
    CHECK_EQUAL(calls, 3);
    CHECK_EQUAL(ending.calls, 1);
    CHECK_HR(ending.hr, child ? E_FAIL_ : S_FALSE_);
    if (!child) _exit(0);
    CHECK_EQUAL(status_of(child), 0);
    if (!outer) _exit(0);
    CHECK_EQUAL(status_of(outer), 0);
}
