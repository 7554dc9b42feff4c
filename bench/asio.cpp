// Boost.Asio: each step posts the next one to its queue; an inline one dispatches it. post: to the io_context
// itself, the leanest way; any: through any_io_executor, as its sockets and timers do unless told otherwise.
#include <utility> // which Boost 1.74 forgets

#include <boost/asio.hpp>

#include "bench.h"

static boost::asio::io_context io;

static const boost::asio::any_io_executor any = io.get_executor();

static void asynchronous()
{
    if (--left > 0) boost::asio::post(io, asynchronous);
}

static void asynchronous_any()
{
    if (--left > 0) boost::asio::post(any, asynchronous_any);
}

static void completes_inline()
{
    if (--left > 0) boost::asio::dispatch(io, completes_inline);
}

template <auto& executor, void step()> static void run(long count)
{
    left = count;
    boost::asio::post(executor, step);
    io.run();
}

template <auto& executor, void step()> static void run_each(long count)
{
    while (count--) {
        run<executor, step>(1);
        io.restart();
    }
}

template <auto& executor> static void many_pending(long count)
{
    left = count;
    for (long i = 0; i < count; i++) boost::asio::post(executor, [] { left--; });
    heap_used();
    io.run();
    if (left) fail("not every series ended");
}

static const struct scenario scenarios[] = {
    {"post", "asynchronous-step", run<io, asynchronous>},
    {"post", "asynchronous-series", run_each<io, asynchronous>},
    {"post", "inline-step", run<io, completes_inline>},
    {"post", "pending", many_pending<io>},
    {"any", "asynchronous-step", run<any, asynchronous_any>},
    {"any", "asynchronous-series", run_each<any, asynchronous_any>},
    {"any", "pending", many_pending<any>},
    {nullptr, nullptr, nullptr},
};

int main(int argc, char** argv) { return bench(argc, argv, scenarios); }
