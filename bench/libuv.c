/*
 * libuv. idle: each turn of the loop is a step; async: each step sends for the next one.
 */
#include <uv.h>

#include "bench.h"

static uv_loop_t loop;

static void idle(uv_idle_t* handle)
{
    if (--left == 0) uv_idle_stop(handle);
}

static void idle_step(long count)
{
    uv_idle_t handle;
    left = count;
    uv_idle_init(&loop, &handle);
    uv_idle_start(&handle, idle);
    uv_run(&loop, UV_RUN_DEFAULT);
}

static void idle_series(long count)
{
    uv_idle_t handle;
    uv_idle_init(&loop, &handle);
    while (count--) {
        left = 1;
        uv_idle_start(&handle, idle);
        uv_run(&loop, UV_RUN_DEFAULT);
    }
}

static void last_idle(uv_idle_t* handle)
{
    left--;
    uv_close((uv_handle_t*)handle, (uv_close_cb)free);
}

static void idle_pending(long count)
{
    long i;
    left = count;
    for (i = 0; i < count; i++) {
        uv_idle_t* handle = malloc(sizeof *handle);
        uv_idle_init(&loop, handle);
        uv_idle_start(handle, last_idle);
    }
    heap_used();
    uv_run(&loop, UV_RUN_DEFAULT);
    if (left) fail("not every series ended");
}

static void async(uv_async_t* handle)
{
    if (--left > 0) uv_async_send(handle);
    else uv_close((uv_handle_t*)handle, NULL);
}

static void async_step(long count)
{
    uv_async_t handle;
    left = count;
    uv_async_init(&loop, &handle, async);
    uv_async_send(&handle);
    uv_run(&loop, UV_RUN_DEFAULT);
}

static void async_series(long count)
{
    while (count--) {
        uv_async_t handle;
        left = 1;
        uv_async_init(&loop, &handle, async);
        uv_async_send(&handle);
        uv_run(&loop, UV_RUN_DEFAULT);
    }
}

static void last_async(uv_async_t* handle)
{
    left--;
    uv_close((uv_handle_t*)handle, (uv_close_cb)free);
}

static void async_pending(long count)
{
    uv_async_t** handles = calloc(MOST_PENDING, sizeof *handles);
    long i;
    heap_before = heap();
    left = count;
    for (i = 0; i < count; i++) {
        handles[i] = malloc(sizeof *handles[i]);
        uv_async_init(&loop, handles[i], last_async);
    }
    heap_used();
    for (i = 0; i < count; i++) uv_async_send(handles[i]);
    uv_run(&loop, UV_RUN_DEFAULT);
    if (left) fail("not every series ended");
}

static const struct scenario scenarios[] = {
    {"idle", "asynchronous-step", idle_step},
    {"idle", "asynchronous-series", idle_series},
    {"idle", "pending", idle_pending},
    {"async", "asynchronous-step", async_step},
    {"async", "asynchronous-series", async_series},
    {"async", "pending", async_pending},
    {NULL, NULL, NULL},
};

int main(int argc, char** argv)
{
    uv_loop_init(&loop);
    return bench(argc, argv, scenarios);
}
