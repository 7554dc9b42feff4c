/*
 * What a scenario consists of, on every system: steps, and a queue on the same thread.
 */
#ifndef QUEUE_H
#define QUEUE_H

#include <stdio.h>
#include <stdlib.h>

#include "webservices_async.h"

#define QUEUE 256

struct scenario {
    const char* variant; /* NULL: any */
    const char* name;
    void (*run)(long count);
};

static long left; /* steps to come in this series */

/* The same-thread queue, for all that do not bring one: first in, first out. */
static WS_ASYNC_CONTEXT queue[QUEUE];
static unsigned queue_head, queue_tail;

static inline void enqueue(WS_ASYNC_CALLBACK callback, void* state)
{
    WS_ASYNC_CONTEXT* c = &queue[queue_tail++ % QUEUE];
    c->callback = callback;
    c->callbackState = state;
}

static inline void run_queue(void)
{
    while (queue_head != queue_tail) {
        WS_ASYNC_CONTEXT* c = &queue[queue_head++ % QUEUE];
        c->callback(NO_ERROR, WS_LONG_CALLBACK, c->callbackState);
    }
}

static inline void fail(const char* message)
{
    fprintf(stderr, "%s\n", message);
    exit(2);
}

#endif
