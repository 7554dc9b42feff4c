// C++20 coroutines. leaf: one coroutine awaits every operation itself; task: it awaits a coroutine per step.
#include <coroutine>
#include <exception>
#include <utility>

#include "bench.h"

static WS_ASYNC_CONTEXT pending[MOST_PENDING];
static WS_ASYNC_CONTEXT* pending_end = pending;
static long ended;

// A coroutine that runs at once, and destroys itself at its end.
struct series {
    struct promise_type {
        series get_return_object() { return {}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_void() { ended++; }
        void unhandled_exception() { std::terminate(); }
    };
};

// A coroutine that runs when it is awaited, and then goes on with the one that awaits it.
class task {
public:
    struct promise_type {
        std::coroutine_handle<> awaiting;
        int hr;
        struct at_end {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept
            {
                return h.promise().awaiting;
            }
            void await_resume() noexcept {}
        };
        task get_return_object() { return task(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() noexcept { return {}; }
        at_end final_suspend() noexcept { return {}; }
        void return_value(int result) { hr = result; }
        void unhandled_exception() { std::terminate(); }
    };
    explicit task(std::coroutine_handle<promise_type> handle) : handle(handle) {}
    task(task&&) = delete;
    ~task() { handle.destroy(); }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h)
    {
        handle.promise().awaiting = h;
        return handle;
    }
    int await_resume() { return handle.promise().hr; }

private:
    std::coroutine_handle<promise_type> handle;
};

static void resume(HRESULT, WS_CALLBACK_MODEL, void* coroutine)
{
    std::coroutine_handle<>::from_address(coroutine).resume();
}

// The operations, each behind a call that is not inlined, as those of a library would be.
struct completed {
    int hr;
    bool await_ready() { return true; }
    void await_suspend(std::coroutine_handle<>) {}
    int await_resume() { return hr; }
};
__attribute__((noinline)) static completed synchronous(int hr)
{
    left--;
    return {hr};
}

struct asynchronous {
    bool await_ready() { return false; }
    __attribute__((noinline)) void await_suspend(std::coroutine_handle<> h)
    {
        left--;
        enqueue(resume, h.address());
    }
    int await_resume() { return 0; }
};

struct pends {
    bool await_ready() { return false; }
    __attribute__((noinline)) void await_suspend(std::coroutine_handle<> h) { *pending_end++ = {resume, h.address()}; }
    int await_resume() { return 0; }
};

// Calls back before await_suspend has returned, and is then not suspended at all.
class completes_inline {
    enum { starting, suspended, reported } state = starting;
    std::coroutine_handle<> awaiting;
    int hr = 0;
    static void callback(int hr, void* self)
    {
        auto operation = static_cast<completes_inline*>(self);
        operation->hr = hr;
        if (std::exchange(operation->state, reported) == suspended) operation->awaiting.resume();
    }
    __attribute__((noinline)) static void begin(void (*callback)(int, void*), void* argument)
    {
        left--;
        callback(0, argument);
    }

public:
    bool await_ready() { return false; }
    bool await_suspend(std::coroutine_handle<> h)
    {
        static void (*volatile function)(int, void*) = callback;
        awaiting = h;
        begin(function, this);
        if (state == reported) return false;
        state = suspended;
        return true;
    }
    int await_resume() { return hr; }
};

static series synchronous_leaves()
{
    int hr = 0;
    while (left > 0) hr = co_await synchronous(hr);
}

static series asynchronous_leaves()
{
    while (left > 0) co_await asynchronous();
}

static series inline_leaves()
{
    while (left > 0) co_await completes_inline();
}

static series pending_leaf() { co_await pends(); }

static task synchronous_task(int hr) { co_return co_await synchronous(hr); }
static task asynchronous_task() { co_return co_await asynchronous(); }
static task inline_task() { co_return co_await completes_inline(); }
static task pending_task() { co_return co_await pends(); }

static series synchronous_tasks()
{
    int hr = 0;
    while (left > 0) hr = co_await synchronous_task(hr);
}

static series asynchronous_tasks()
{
    while (left > 0) co_await asynchronous_task();
}

static series inline_tasks()
{
    while (left > 0) co_await inline_task();
}

static series pending_tasks() { co_await pending_task(); }

// A series of `count` steps, none of which is pending.
template <series coroutine()> static void step(long count)
{
    left = count;
    coroutine();
}

template <series coroutine()> static void asynchronous_step(long count)
{
    left = count;
    coroutine();
    run_queue();
}

template <series coroutine()> static void one_step_series(long count)
{
    while (count--) {
        left = 1;
        coroutine();
    }
}

template <series coroutine()> static void asynchronous_series(long count)
{
    while (count--) {
        left = 1;
        coroutine();
        run_queue();
    }
}

template <series coroutine()> static void many_pending(long count)
{
    for (long i = 0; i < count; i++) coroutine();
    heap_used();
    for (long i = 0; i < count; i++) resume(NO_ERROR, WS_LONG_CALLBACK, pending[i].callbackState);
    if (ended != count) fail("not every series ended");
}

static const struct scenario scenarios[] = {
    {"leaf", "synchronous-step", step<synchronous_leaves>},
    {"leaf", "series", one_step_series<synchronous_leaves>},
    {"leaf", "asynchronous-step", asynchronous_step<asynchronous_leaves>},
    {"leaf", "asynchronous-series", asynchronous_series<asynchronous_leaves>},
    {"leaf", "inline-step", step<inline_leaves>},
    {"leaf", "pending", many_pending<pending_leaf>},
    {"task", "synchronous-step", step<synchronous_tasks>},
    {"task", "series", one_step_series<synchronous_tasks>},
    {"task", "asynchronous-step", asynchronous_step<asynchronous_tasks>},
    {"task", "asynchronous-series", asynchronous_series<asynchronous_tasks>},
    {"task", "inline-step", step<inline_tasks>},
    {"task", "pending", many_pending<pending_tasks>},
    {nullptr, nullptr, nullptr},
};

int main(int argc, char** argv) { return bench(argc, argv, scenarios); }
