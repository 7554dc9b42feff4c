/*
 * A series whose every operation is completed by the other one of two threads: what a hop costs.
 *
 * Variants: bare, the mailbox alone; coroutine, of C++20; or a library's path. In the scenarios spinning and
 * blocking the library's state lies in one cache line with the mailbox, in spinning-apart on a line of its own.
 */
#include <coroutine>
#include <dlfcn.h>
#include <exception>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bench.h"

static decltype(&WsAsyncExecute) execute;

// What the threads hand to and fro: whom to call, and whose turn it is.
struct mailbox {
    unsigned turn;
    WS_ASYNC_CONTEXT message;
};
static struct alignas(64) {
    mailbox box;
    WS_ASYNC_STATE state;
} together;
static_assert(sizeof together == 64);
static struct alignas(64) {
    WS_ASYNC_STATE state;
} apart;
static mailbox& box = together.box;

static bool blocking;

static void futex(int operation, unsigned argument)
{
    syscall(SYS_futex, &box.turn, operation | FUTEX_PRIVATE_FLAG, argument, nullptr, nullptr, 0);
}

static void hand_over(WS_ASYNC_CALLBACK callback, void* state)
{
    box.message.callback = callback;
    box.message.callbackState = state;
    __atomic_store_n(&box.turn, box.turn + 1, __ATOMIC_RELEASE);
    if (blocking) futex(FUTEX_WAKE, 1);
}

static void wait_for(unsigned turn)
{
    unsigned now;
    for (unsigned long i = 1; (now = __atomic_load_n(&box.turn, __ATOMIC_ACQUIRE)) < turn; i++) {
        if (blocking) futex(FUTEX_WAIT, now);
        else if (i % 256 == 0) sched_yield(); // the other thread may be waiting for this processor
    }
}

static HRESULT step(HRESULT, WS_CALLBACK_MODEL, void*, WS_ASYNC_OPERATION* next, const WS_ASYNC_CONTEXT* context,
                    WS_ERROR*)
{
    if (--left > 0) next->function = step;
    hand_over(context->callback, context->callbackState);
    return WS_S_ASYNC;
}

static void done(HRESULT, WS_CALLBACK_MODEL, void*) {}
static const WS_ASYNC_CONTEXT end = {done, NULL};

static void bare(HRESULT, WS_CALLBACK_MODEL, void*)
{
    if (--left > 0) hand_over(bare, NULL);
}

struct series {
    struct promise_type {
        series get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
};

struct completed_elsewhere {
    bool await_ready() { return false; }
    void await_suspend(std::coroutine_handle<> h)
    {
        left--;
        hand_over([](HRESULT, WS_CALLBACK_MODEL, void* c) { std::coroutine_handle<>::from_address(c).resume(); },
                  h.address());
    }
    void await_resume() {}
};

static series coroutine()
{
    while (left > 0) co_await completed_elsewhere();
}

// Completes operation number `first`, and every other after it.
static void complete(long first, long count)
{
    for (long i = first; i <= count; i += 2) {
        wait_for(i);
        box.message.callback(NO_ERROR, WS_LONG_CALLBACK, box.message.callbackState);
    }
}

static bool started;

static void* complete_odd(void* count)
{
    __atomic_store_n(&started, true, __ATOMIC_RELEASE);
    complete(1, *static_cast<long*>(count));
    return nullptr;
}

static void run(WS_ASYNC_STATE& state, long count)
{
    pthread_t other;
    left = count;
    if (pthread_create(&other, nullptr, complete_odd, &count)) fail("no thread");
    while (!__atomic_load_n(&started, __ATOMIC_ACQUIRE)) sched_yield();
    start_clock();
    if (!strcmp(bench_variant, "bare")) hand_over(bare, nullptr);
    else if (!strcmp(bench_variant, "coroutine")) coroutine();
    else execute(&state, step, WS_LONG_CALLBACK, nullptr, &end, nullptr);
    complete(2, count);
    pthread_join(other, nullptr);
    if (left) fail("not every step ran");
}

static void spinning(long count) { run(together.state, count); }
static void spinning_apart(long count)
{
    if (!execute) exit(3);
    run(apart.state, count);
}
static void blocks(long count)
{
    blocking = true;
    run(together.state, count);
}

static const struct scenario scenarios[] = {
    {NULL, "spinning", spinning},
    {NULL, "spinning-apart", spinning_apart},
    {NULL, "blocking", blocks},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv)
{
    if (argc > 1 && strchr(argv[1], '/')) {
        void* library = dlopen(argv[1], RTLD_NOW);
        if (library) *(void**)&execute = dlsym(library, "WsAsyncExecute");
        if (!execute) fail(dlerror());
    }
    return bench(argc, argv, scenarios);
}
